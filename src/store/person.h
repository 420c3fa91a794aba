/* Persons and the addresses they are found by. */
#pragma once

#include "db/ctx.h"

bool person_store_insert(Ctx *ctx, gint64 id, GBytes *name_sealed, GError **error) MUST_USE;
bool person_store_set_name(Ctx *ctx, gint64 id, GBytes *name_sealed, GError **error) MUST_USE;
/* NULL bytes when no name is known; NOT_FOUND when no such person. */
bool person_store_name(Ctx *ctx, gint64 id, GBytes **name_sealed, GError **error) MUST_USE;
/* The keyed hashes of the words of his name. */
bool person_store_clear_words(Ctx *ctx, gint64 id, GError **error) MUST_USE;
bool person_store_add_word(Ctx *ctx, gint64 id, const guint8 hash[16], GError **error) MUST_USE;
/* gint64 ids of those whose names have all three (which may be one), the newest first. */
bool person_store_by_words(Ctx *ctx, const guint8 hashes[3][16], guint limit, GArray *out,
                           GError **error) MUST_USE;
/* 0 when there is none. */
bool identity_store_find(Ctx *ctx, const char *kind, const guint8 hash[16], gint64 *person_id,
                         GError **error) MUST_USE;
bool identity_store_insert(Ctx *ctx, const char *kind, const guint8 hash[16],
                           GBytes *address_sealed, gint64 person_id, GError **error) MUST_USE;
/* The sealed address of a kind, or NULL bytes. */
bool identity_store_of_person(Ctx *ctx, gint64 person_id, const char *kind, GBytes **address_sealed,
                              GError **error) MUST_USE;
/* Copies a person with all addresses into another tenant under a new id, unless an address is known
 * there already: then *copy is that person. */
bool person_store_copy(Ctx *ctx, gint64 id, gint64 to_tenant, gint64 new_id, gint64 *copy,
                       GError **error) MUST_USE;
