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
           db_exec(ctx->db, &copy_identities, args, NULL, error);
}
