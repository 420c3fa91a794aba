/* One case as an exported line: see export_case.h. */
#include "cli/export_case.h"

#include "base/crypt.h"
#include "domain/case_json.h"
#include "domain/intake.h"
#include "domain/person.h"
#include "store/case.h"
#include "store/message.h"
#include "store/report.h"
#include "store/timeline.h"

static CaseFile *file_new(void)
{
    CaseFile *file = g_new0(CaseFile, 1);
    file->reports = g_ptr_array_new_with_free_func((GDestroyNotify)report_free);
    file->events = g_ptr_array_new_with_free_func((GDestroyNotify)event_free);
    file->hops = g_ptr_array_new_with_free_func((GDestroyNotify)hop_free);
    file->clocks = g_array_new(FALSE, FALSE, sizeof(CaseClock));
    file->attachments = g_ptr_array_new_with_free_func((GDestroyNotify)attachment_free);
    file->messages = g_ptr_array_new_with_free_func((GDestroyNotify)message_free);
    return file;
}

CaseFile *export_case_load(Ctx *ctx, gint64 id, GError **error)
{
    g_autoptr(CaseFile) file = file_new();
    file->c = case_store_get(ctx, id, error);
    if (!file->c || !report_store_of_case(ctx, id, file->reports, error) ||
        !event_store_of_case(ctx, id, false, file->events, error) ||
        !hop_store_of_case(ctx, id, file->hops, error) ||
        !clock_store_of_case(ctx, id, file->clocks, error) ||
        !attachment_store_of_case(ctx, id, file->attachments, error) ||
        !message_store_of_case(ctx, id, file->messages, error))
        return NULL;
    return g_steal_pointer(&file);
}

static json_t *text_or_null(const char *text)
{
    return text && *text ? json_string(text) : json_null();
}

json_t *export_case_event(const Ctx *ctx, const Event *event, bool open)
{
    char hash[2 * sizeof event->hash + 1];
    for (guint i = 0; i < sizeof event->hash; i++)
        g_snprintf(hash + (gsize)2 * i, 3, "%02x", event->hash[i]);
    json_t *object = event_json(ctx, event, open);
    json_t *data = json_loads(event->data, 0, NULL);
    json_object_set_new(object, "id", json_integer(event->id));
    json_object_set_new(object, "actor", json_integer(event->actor));
    json_object_set_new(object, "data", data ? data : json_object());
    json_object_set_new(object, "hash", json_string(hash));
    return object;
}

static bool report_person(Ctx *ctx, const Report *r, json_t *object, GError **error)
{
    g_auto(PersonShown) shown = { 0 };
    if (r->person_id == 0)
        return true;
    if (!person_open(ctx, r->person_id, &shown, error))
        return false;
    json_object_set_new(object, "reporter",
                        json_pack("{s:o, s:o, s:o}", "name", text_or_null(shown.name), "phone",
                                  text_or_null(shown.phone), "email", text_or_null(shown.email)));
    return true;
}

static bool report_line(Ctx *ctx, Report *r, bool open, json_t *list, GError **error)
{
    if (open && !report_open(r, error))
        return false;
    json_t *object = report_json(ctx, r);
    json_array_append_new(list, object);
    json_object_set_new(object, "id", json_integer(r->id));
    json_object_set_new(object, "person", json_integer(r->person_id));
    return !open || report_person(ctx, r, object, error);
}

static bool message_line(const Ctx *ctx, const Message *m, bool open, json_t *list, GError **error)
{
    json_t *object = message_json(ctx, m);
    json_array_append_new(list, object);
    json_object_set_new(object, "id", json_integer(m->id));
    if (!open)
        return true;
    g_autofree char *address = crypt_open_text("message.address", m->address_sealed, error);
    g_autofree char *body = address ? crypt_open_text("message.body", m->body_sealed, error) : NULL;
    json_object_set_new(object, "address", text_or_null(address));
    json_object_set_new(object, "body", text_or_null(body));
    return body != NULL;
}

json_t *export_case_json(Ctx *ctx, CaseFile *file, bool open, GError **error)
{
    json_t *reports = json_array(), *events = json_array(), *messages = json_array();
    bool ok = true;
    for (guint i = 0; ok && i < file->reports->len; i++)
        ok = report_line(ctx, file->reports->pdata[i], open, reports, error);
    for (guint i = 0; ok && i < file->events->len; i++)
        json_array_append_new(events, export_case_event(ctx, file->events->pdata[i], open));
    for (guint i = 0; ok && i < file->messages->len; i++)
        ok = message_line(ctx, file->messages->pdata[i], open, messages, error);
    json_t *object = case_file_json(ctx, file, open);
    json_object_set_new(object, "reports", reports);
    json_object_set_new(object, "events", events);
    json_object_set_new(object, "messages", messages);
    json_object_set_new(object, "id", json_integer(file->c->id));
    json_object_set_new(object, "merged_into", json_integer(file->c->merged_into));
    if (ok)
        return object;
    json_decref(object);
    return NULL;
}
