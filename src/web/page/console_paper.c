/* Letters and forms in the console: a list beside the report, and the file as a download. */
#include "web/page/console.h"

#include "domain/papers.h"

#include <string.h>

static const char *ending_of(const Attachment *paper)
{
    if (strcmp(paper->mime, "message/rfc822") == 0)
        return "eml";
    return strcmp(paper->mime, "application/pdf") == 0 ? "pdf" : "jpg";
}

bool console_papers(View *view, Ctx *ctx, const Request *request, const Case *c, GError **error)
{
    g_autoptr(GPtrArray) papers = papers_of(ctx, c, error);
    for (guint i = 0; papers && i < papers->len; i++) {
        const Attachment *paper = papers->pdata[i];
        g_autofree char *path = g_strconcat("/console/surat/", paper->name, NULL);
        g_autofree char *url = page_url(request, path, NULL);
        g_autofree char *size = g_strdup_printf("%" G_GINT64_FORMAT, (paper->bytes + 1023) / 1024);
        View *row = view_add(view, "PAPER");
        console_set_form(row, request);
        view_set(row, "URL", url);
        g_autofree char *kind = g_ascii_strup(ending_of(paper), -1);
        view_set(row, "KIND", kind);
        view_set(row, "SIZE", size);
    }
    return papers != NULL;
}

Reply *console_paper_post(Ctx *ctx, const Request *request, GError **error)
{
    Attachment *taken = NULL;
    GBytes *bytes = NULL;
    if (!papers_take(ctx, request->path_args[0], &taken, &bytes, error)) {
        attachment_free(taken);
        return NULL;
    }
    g_autoptr(Attachment) paper = taken;
    g_autofree char *name =
        g_strdup_printf("attachment; filename=\"surat-%s.%s\"", paper->name, ending_of(paper));
    Reply *reply = reply_new(200, paper->mime, bytes);
    reply_header(reply, "Content-Disposition", name);
    reply_header(reply, "Cache-Control", "no-store");
    return reply;
}
