/* Persons and their addresses: see person.h. */
#include "store/person.h"

DB_STATEMENT(insert, "person.insert",
             "INSERT INTO person (tenant, id, name_sealed, created_at) VALUES ($1, $2, $3, $4)");

bool person_store_insert(Ctx *ctx, gint64 id, GBytes *name_sealed, GError **error)
{
    return db_exec(
        ctx->db, &insert,
        DB_ARGS(DB_INT(ctx->tenant), DB_INT(id), DB_BYTES(name_sealed), DB_INT(ctx_now_us(ctx))),
        NULL, error);
}

DB_STATEMENT(set_name, "person.set_name",
             "UPDATE person SET name_sealed = $3 WHERE tenant = $1 AND id = $2");

bool person_store_set_name(Ctx *ctx, gint64 id, GBytes *name_sealed, GError **error)
{
    return db_exec(ctx->db, &set_name,
                   DB_ARGS(DB_INT(ctx->tenant), DB_INT(id), DB_BYTES(name_sealed)), NULL, error);
}

/* The first column of the first row as bytes. */
static bool first_blob(DbCursor *opened, bool must_be, GBytes **blob, GError **error)
{
    g_autoptr(DbCursor) row = opened;
    GError *failed = NULL;
    *blob = NULL;
    if (!row)
        return false;
    if (db_next(row, &failed)) {
        *blob = db_dup_blob(row, 0);
        return true;
    }
    if (failed)
        g_propagate_error(error, failed);
    else if (must_be)
        error_set(error, KENTONGAN_ERROR_NOT_FOUND, NULL, N_("Data pelapor tidak ditemukan."),
                  NULL);
    return failed == NULL && !must_be;
}

DB_STATEMENT(name, "person.name", "SELECT name_sealed FROM person WHERE tenant = $1 AND id = $2");

bool person_store_name(Ctx *ctx, gint64 id, GBytes **name_sealed, GError **error)
{
    return first_blob(db_query(ctx->db, &name, DB_ARGS(DB_INT(ctx->tenant), DB_INT(id)), error),
                      true, name_sealed, error);
}

DB_STATEMENT(
    find, "identity.find",
    "SELECT person_id FROM identity WHERE tenant = $1 AND kind = $2 AND address_hash = $3");

bool identity_store_find(Ctx *ctx, const char *kind, const guint8 hash[16], gint64 *person_id,
                         GError **error)
{
    return db_exec_int(ctx->db, &find,
                       DB_ARGS(DB_INT(ctx->tenant), DB_TEXT(kind), DB_BLOB(hash, 16)), 0, person_id,
                       error);
}

DB_STATEMENT(identity_insert, "identity.insert",
             "INSERT INTO identity (tenant, kind, address_hash, address_sealed, person_id)"
             " VALUES ($1, $2, $3, $4, $5)");

bool identity_store_insert(Ctx *ctx, const char *kind, const guint8 hash[16],
                           GBytes *address_sealed, gint64 person_id, GError **error)
{
    return db_exec(ctx->db, &identity_insert,
                   DB_ARGS(DB_INT(ctx->tenant), DB_TEXT(kind), DB_BLOB(hash, 16),
                           DB_BYTES(address_sealed), DB_INT(person_id)),
                   NULL, error);
}

DB_STATEMENT(
    of_person, "identity.of_person",
    "SELECT address_sealed FROM identity WHERE tenant = $1 AND person_id = $2 AND kind = $3"
    " ORDER BY address_hash LIMIT 1");

bool identity_store_of_person(Ctx *ctx, gint64 person_id, const char *kind, GBytes **address_sealed,
                              GError **error)
{
    return first_blob(db_query(ctx->db, &of_person,
                               DB_ARGS(DB_INT(ctx->tenant), DB_INT(person_id), DB_TEXT(kind)),
                               error),
                      false, address_sealed, error);
}

DB_STATEMENT(words_clear, "person.words_clear",
             "DELETE FROM name_word WHERE tenant = $1 AND person_id = $2");
DB_STATEMENT(word_insert, "person.word_insert",
             "INSERT INTO name_word (tenant, word_hash, person_id) VALUES ($1, $2, $3)"
             " ON CONFLICT DO NOTHING");

bool person_store_clear_words(Ctx *ctx, gint64 id, GError **error)
{
    return db_exec(ctx->db, &words_clear, DB_ARGS(DB_INT(ctx->tenant), DB_INT(id)), NULL, error);
}

bool person_store_add_word(Ctx *ctx, gint64 id, const guint8 hash[16], GError **error)
{
    return db_exec(ctx->db, &word_insert,
                   DB_ARGS(DB_INT(ctx->tenant), DB_BLOB(hash, 16), DB_INT(id)), NULL, error);
}

DB_STATEMENT(by_words, "person.by_words",
             "SELECT a.person_id FROM name_word a WHERE a.tenant = $1 AND a.word_hash = $2"
             " AND EXISTS (SELECT 1 FROM name_word b WHERE b.tenant = $1 AND b.word_hash = $3"
             "  AND b.person_id = a.person_id)"
             " AND EXISTS (SELECT 1 FROM name_word c WHERE c.tenant = $1 AND c.word_hash = $4"
             "  AND c.person_id = a.person_id)"
             " ORDER BY a.person_id DESC LIMIT $5");

bool person_store_by_words(Ctx *ctx, const guint8 hashes[3][16], guint limit, GArray *out,
                           GError **error)
{
    GError *failed = NULL;
    g_autoptr(DbCursor) row =
        db_query(ctx->db, &by_words,
                 DB_ARGS(DB_INT(ctx->tenant), DB_BLOB(hashes[0], 16), DB_BLOB(hashes[1], 16),
                         DB_BLOB(hashes[2], 16), DB_INT(limit)),
                 error);
    if (!row)
        return false;
    while (db_next(row, &failed)) {
        gint64 id = db_int(row, 0);
        g_array_append_val(out, id);
    }
    if (failed)
        g_propagate_error(error, failed);
    return failed == NULL;
}

DB_STATEMENT(known_there, "person.known_there",
             "SELECT t.person_id FROM identity s JOIN identity t ON t.tenant = $3"
             " AND t.kind = s.kind AND t.address_hash = s.address_hash"
             " WHERE s.tenant = $1 AND s.person_id = $2 LIMIT 1");
DB_STATEMENT(copy_person, "person.copy",
             "INSERT INTO person (tenant, id, name_sealed, created_at)"
             " SELECT $3, $4, name_sealed, created_at FROM person WHERE tenant = $1 AND id = $2");
DB_STATEMENT(copy_identities, "identity.copy",
             "INSERT INTO identity (tenant, kind, address_hash, address_sealed, person_id)"
             " SELECT $3, kind, address_hash, address_sealed, $4 FROM identity"
             " WHERE tenant = $1 AND person_id = $2");
DB_STATEMENT(copy_words, "person.copy_words",
             "INSERT INTO name_word (tenant, word_hash, person_id)"
             " SELECT $3, word_hash, $4 FROM name_word WHERE tenant = $1 AND person_id = $2");

bool person_store_copy(Ctx *ctx, gint64 id, gint64 to_tenant, gint64 new_id, gint64 *copy,
                       GError **error)
{
    if (!db_exec_int(ctx->db, &known_there,
                     DB_ARGS(DB_INT(ctx->tenant), DB_INT(id), DB_INT(to_tenant)), 0, copy, error))
        return false;
    if (*copy != 0)
        return true;
    *copy = new_id;
    DbArgs args = DB_ARGS(DB_INT(ctx->tenant), DB_INT(id), DB_INT(to_tenant), DB_INT(new_id));
    return db_exec(ctx->db, &copy_person, args, NULL, error) &&
           db_exec(ctx->db, &copy_identities, args, NULL, error) &&
           db_exec(ctx->db, &copy_words, args, NULL, error);
}
