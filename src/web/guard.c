/* The guards of the route table: see guard.h. */
#include "web/guard.h"

#include <string.h>

Reply *guard_check(Ctx *ctx, const Route *route, Request *request, Account **account,
                   GError **error)
{
    (void)ctx, (void)request, (void)account;
    if (route->right != RIGHT_NONE)
        error_set(error, KENTONGAN_ERROR_DENIED, NULL, N_("Silakan masuk dahulu."), NULL);
    return NULL;
}
