/* The error domain: see error.h. Field and detail live in GLib's extended error data. */
#include "base/error.h"

typedef struct {
    const char *field;
    char *detail;
} KentonganErrorPrivate;

static void kentongan_error_private_init(KentonganErrorPrivate *priv)
{
    *priv = (KentonganErrorPrivate){ 0 };
}

static void kentongan_error_private_copy(const KentonganErrorPrivate *src,
                                         KentonganErrorPrivate *dest)
{
    dest->field = src->field;
    dest->detail = g_strdup(src->detail);
}

static void kentongan_error_private_clear(KentonganErrorPrivate *priv)
{
    g_free(priv->detail);
}

static KentonganErrorPrivate *kentongan_error_get_private(const GError *error);
G_DEFINE_EXTENDED_ERROR(KentonganError, kentongan_error)

void error_set(GError **error, KentonganError code, const char *field, const char *sentence,
               const char *detail, ...)
{
    if (!error)
        return;
    GError *made = g_error_new_literal(KENTONGAN_ERROR, (int)code, sentence);
    KentonganErrorPrivate *priv = kentongan_error_get_private(made);
    priv->field = field;
    if (detail) {
        va_list args;
        va_start(args, detail);
        priv->detail = g_strdup_vprintf(detail, args);
        va_end(args);
    }
    g_propagate_error(error, made);
}

const char *error_field(const GError *error)
{
    return error && error->domain == KENTONGAN_ERROR ? kentongan_error_get_private(error)->field
                                                     : NULL;
}

const char *error_detail(const GError *error)
{
    return error && error->domain == KENTONGAN_ERROR ? kentongan_error_get_private(error)->detail
                                                     : NULL;
}

bool error_is(const GError *error, KentonganError code)
{
    return g_error_matches(error, KENTONGAN_ERROR, (int)code);
}

KentonganError error_code(const GError *error)
{
    g_assert(error);
    return error->domain == KENTONGAN_ERROR ? (KentonganError)error->code
                                            : KENTONGAN_ERROR_INTERNAL;
}

const char *error_code_name(KentonganError code)
{
    static const char *const NAMES[] = {
        [KENTONGAN_ERROR_NOT_FOUND] = "not-found", [KENTONGAN_ERROR_DENIED] = "denied",
        [KENTONGAN_ERROR_INVALID] = "invalid",     [KENTONGAN_ERROR_CONFLICT] = "conflict",
        [KENTONGAN_ERROR_BUSY] = "busy",           [KENTONGAN_ERROR_LIMIT] = "limit",
        [KENTONGAN_ERROR_UPSTREAM] = "upstream",   [KENTONGAN_ERROR_UNCERTAIN] = "uncertain",
        [KENTONGAN_ERROR_INTERNAL] = "internal",   [KENTONGAN_ERROR_FULL] = "full",
    };
    return NAMES[code];
}
