/* Messages of media beside SMS: who is known by what, positions, pictures, public posts, the way
 * back; on both engines. */
#include "domain_test.h"

#include "base/id.h"
#include "domain/files.h"
#include "domain/inbound.h"
#include "domain/media.h"
#include "domain/person.h"
#include "store/case.h"
#include "store/contact.h"
#include "store/media.h"
#include "store/message.h"
#include "store/report.h"

static Incoming telegram(const char *id, const char *text)
{
    return (Incoming){ .channel = "telegram",
                       .provider_id = id,
                       .from = "4711",
                       .to = "jepara_bot",
                       .text = text,
                       .name = "Siti",
                       .thread = "4711:88" };
}

static InboundResult receive(StoreTest *t, const Incoming *in)
{
    GError *error = NULL;
    InboundResult result = { 0 };
    domain_test_as(t, ACTOR_SYSTEM, 0, ROLE_NONE, "");
    bool ok = inbound_receive(&t->ctx, in, &result, &error);
    store_assert_no_error(error);
    g_assert_true(ok);
    return result;
}

static GPtrArray *waiting(StoreTest *t, const char *channel)
{
    GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)message_free);
    g_assert_true(message_store_waiting(&t->ctx, channel, 50, all, NULL));
    return all;
}

static void test_same_way_back(StoreTest *t)
{
    domain_test_begin(t);
    Incoming in = telegram("upd-1", "Jalan di depan balai desa berlubang besar");
    InboundResult result = receive(t, &in);
    g_assert_cmpint(result.case_id, !=, 0);
    g_autoptr(GPtrArray) out = waiting(t, "telegram"), sms = waiting(t, "sms");
    g_assert_cmpuint(out->len, ==, 1);
    g_assert_cmpuint(sms->len, ==, 0);
    const Message *m = out->pdata[0];
    g_autofree char *to = crypt_open_text("message.address", m->address_sealed, NULL);
    g_assert_cmpstr(to, ==, "4711");
    g_assert_cmpint(m->case_id, ==, result.case_id);
    domain_test_end(t);
}

static void test_twice_is_once(StoreTest *t)
{
    domain_test_begin(t);
    Incoming in = telegram("upd-2", "Lampu jalan padam sejak kemarin malam");
    g_assert_false(receive(t, &in).repeated);
    g_assert_true(receive(t, &in).repeated);
    g_autoptr(GPtrArray) out = waiting(t, "telegram");
    g_assert_cmpuint(out->len, ==, 1);
    domain_test_end(t);
}

/* The same number on two media is one person: what he says by chat goes to his case by SMS. */
static void test_one_phone_two_media(StoreTest *t)
{
    domain_test_begin(t);
    Incoming sms = { .channel = "sms",
                     .provider_id = "s1",
                     .from = "081234567890",
                     .to = "1708",
                     .text = "LAPOR sampah menumpuk di pasar" };
    Incoming chat = sms;
    InboundResult first = receive(t, &sms);
    chat.channel = "whatsapp";
    chat.provider_id = "wamid.1";
    chat.text = "sudah dua hari belum diangkut juga";
    g_assert_cmpint(receive(t, &chat).case_id, ==, first.case_id);
    g_autoptr(GPtrArray) out = waiting(t, "whatsapp");
    g_assert_cmpuint(out->len, ==, 1);
    domain_test_end(t);
}

static void test_contact(StoreTest *t)
{
    guint8 hash[16];
    g_auto(Contact) contact = { 0 };
    domain_test_begin(t);
    Incoming in = telegram("upd-3", "Pohon tumbang menutup jalan desa");
    receive(t, &in);
    person_hash("telegram", "4711", hash);
    g_assert_true(contact_store_get(t->ctx.db, t->ctx.tenant, "telegram", hash, &contact, NULL));
    g_assert_cmpint(contact.heard_at, >, 0);
    g_assert_cmpint(contact.heard_at, <=, ctx_now_us(&t->ctx));
    g_assert_cmpstr(contact.thread, ==, "4711:88");
    domain_test_end(t);
}

static void test_media_waits(StoreTest *t)
{
    g_autoptr(GPtrArray) got = g_ptr_array_new_with_free_func((GDestroyNotify)media_free);
    g_autoptr(GBytes) picture = g_bytes_new_static("not looked at yet", 17);
    IncomingMedia media[] = { { .ref = "file-77", .type = "image/jpeg" }, { .bytes = picture } };
    gint64 now, next = 0;
    domain_test_begin(t);
    g_assert_true(files_open(t->dir, NULL));
    Incoming in = telegram("upd-4", "Talud sungai longsor di belakang sekolah");
    in.media = media;
    in.media_count = G_N_ELEMENTS(media);
    gint64 id = receive(t, &in).message_id;
    now = ctx_now_us(&t->ctx);
    g_assert_true(media_store_next_at(t->ctx.db, t->ctx.tenant, &next, NULL));
    g_assert_cmpint(next, <=, now);
    g_assert_true(media_store_claim(t->ctx.db, t->ctx.tenant, now, now + 60, 9, got, NULL));
    g_assert_cmpuint(got->len, ==, 2);
    const Media *first = got->pdata[0], *second = got->pdata[1];
    g_autofree char *ref = crypt_open_text("media.ref", first->ref_sealed, NULL);
    g_autoptr(GBytes) raw = files_get_raw(second->name, NULL);
    g_assert_cmpint(first->message_id, ==, id);
    g_assert_cmpstr(ref, ==, "file-77");
    g_assert_true(raw && g_bytes_equal(raw, picture));
    g_assert_true(media_store_claim(t->ctx.db, t->ctx.tenant, now, now + 60, 9, got, NULL));
    g_assert_cmpuint(got->len, ==, 0);
    domain_test_end(t);
}

static Media *only_media(StoreTest *t, gint64 message_id)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)media_free);
    g_assert_true(media_store_of_message(&t->ctx, message_id, all, NULL));
    g_assert_cmpuint(all->len, ==, 1);
    return g_ptr_array_steal_index(all, 0);
}

/* What is no picture stays for staff; the case hears nothing of it. */
static void test_no_picture_is_kept(StoreTest *t)
{
    GError *error = NULL;
    g_autoptr(GBytes) letter = g_bytes_new_static("a letter, not a picture", 23);
    IncomingMedia media[] = { { .bytes = letter } };
    domain_test_begin(t);
    g_assert_true(files_open(t->dir, NULL));
    Incoming in = telegram("upd-6", "Surat warga tentang jalan rusak terlampir");
    in.media = media;
    in.media_count = 1;
    gint64 id = receive(t, &in).message_id;
    g_autoptr(Media) row = only_media(t, id);
    g_assert_true(media_settle(&t->ctx, row, &error));
    store_assert_no_error(error);
    g_autoptr(Media) after = only_media(t, id);
    g_autoptr(GBytes) raw = files_get_raw(after->name, NULL);
    g_assert_cmpint(after->state, ==, MEDIA_FAILED);
    g_assert_cmpstr(after->error, !=, "");
    g_assert_true(raw && g_bytes_equal(raw, letter));
    domain_test_end(t);
}

/* Nothing is opened before an operator has made a case of the post. */
static void test_media_of_a_post_waits(StoreTest *t)
{
    g_autoptr(GBytes) letter = g_bytes_new_static("never looked at", 15);
    IncomingMedia media[] = { { .bytes = letter } };
    domain_test_begin(t);
    g_assert_true(files_open(t->dir, NULL));
    Incoming in = telegram("upd-7", "Spanduk liar di alun-alun #lapor");
    in.link = "https://t.example/7";
    in.media = media;
    in.media_count = 1;
    g_autoptr(Media) row = only_media(t, receive(t, &in).message_id);
    gint64 before = row->next_at;
    g_assert_true(media_settle(&t->ctx, row, NULL));
    g_assert_cmpint(row->state, ==, MEDIA_READY);
    g_assert_cmpint(row->next_at, >, before);
    domain_test_end(t);
}

static void test_fetch_later_or_never(StoreTest *t)
{
    IncomingMedia media[] = { { .ref = "file-1" } };
    g_autoptr(GError) busy = NULL, gone = NULL;
    domain_test_begin(t);
    error_set(&busy, KENTONGAN_ERROR_UPSTREAM, NULL, "nanti", NULL);
    error_set(&gone, KENTONGAN_ERROR_NOT_FOUND, NULL, "hilang", NULL);
    Incoming in = telegram("upd-8", "Kabel listrik menjuntai di jalan");
    in.media = media;
    in.media_count = 1;
    g_autoptr(Media) row = only_media(t, receive(t, &in).message_id);
    g_assert_true(media_postpone(&t->ctx, row, busy, NULL));
    g_assert_cmpint(row->state, ==, MEDIA_WAITING);
    g_assert_cmpint(row->next_at, >, ctx_now_us(&t->ctx));
    g_assert_true(media_postpone(&t->ctx, row, gone, NULL));
    g_assert_cmpint(row->state, ==, MEDIA_FAILED);
    domain_test_end(t);
}

static void test_public_post_waits(StoreTest *t)
{
    domain_test_begin(t);
    Incoming in = { .channel = "facebook",
                    .provider_id = "post_1",
                    .from = "900",
                    .to = "page",
                    .text = "Jalan rusak parah #lapor",
                    .link = "https://facebook.example/post/1" };
    InboundResult result = receive(t, &in);
    g_autoptr(Message) m = message_store_get(&t->ctx, result.message_id, NULL);
    g_autofree char *extra = crypt_open_text("message.extra", m->extra_sealed, NULL);
    g_autoptr(GPtrArray) out = waiting(t, "facebook");
    g_assert_false(result.handled);
    g_assert_cmpint(m->state, ==, MESSAGE_RECEIVED);
    g_assert_nonnull(strstr(extra, "https://facebook.example/post/1"));
    g_assert_cmpuint(out->len, ==, 0);
    domain_test_end(t);
}

static void test_position(StoreTest *t)
{
    domain_test_begin(t);
    Incoming in = telegram("upd-5", "Jembatan bambu hampir roboh di sini");
    in.lat_e7 = -65890000;
    in.lng_e7 = 1106680000;
    gint64 id = receive(t, &in).case_id;
    g_autoptr(Case) c = case_store_get(&t->ctx, id, NULL);
    g_assert_cmpint(c->lat_e7, ==, in.lat_e7);
    g_assert_cmpint(c->lng_e7, ==, in.lng_e7);
    domain_test_end(t);
}

static void test_elsewhere(StoreTest *t)
{
    domain_test_begin(t);
    Incoming in = { .channel = "whatsapp",
                    .provider_id = "wamid.9",
                    .from = "+6281234567890",
                    .to = "1",
                    .text = "Saluran air mampet, jalan tergenang" };
    receive(t, &in);
    g_autoptr(GPtrArray) before = waiting(t, "whatsapp");
    const Message *m = before->pdata[0];
    g_assert_true(message_store_move(t->ctx.db, m->tenant, m->id, "sms", m->next_at + 5, NULL));
    g_autoptr(GPtrArray) chat = waiting(t, "whatsapp"), sms = waiting(t, "sms");
    g_assert_cmpuint(chat->len, ==, 0);
    g_assert_cmpuint(sms->len, ==, 1);
    g_assert_cmpint(((const Message *)sms->pdata[0])->state, ==, MESSAGE_QUEUED);
    domain_test_end(t);
}

int main(int argc, char **argv)
{
    store_test_init(&argc, &argv);
    store_test_add("/inbound/same_way_back", test_same_way_back);
    store_test_add("/inbound/twice_is_once", test_twice_is_once);
    store_test_add("/inbound/one_phone_two_media", test_one_phone_two_media);
    store_test_add("/inbound/contact", test_contact);
    store_test_add("/inbound/media_waits", test_media_waits);
    store_test_add("/inbound/no_picture_is_kept", test_no_picture_is_kept);
    store_test_add("/inbound/media_of_a_post_waits", test_media_of_a_post_waits);
    store_test_add("/inbound/fetch_later_or_never", test_fetch_later_or_never);
    store_test_add("/inbound/public_post_waits", test_public_post_waits);
    store_test_add("/inbound/position", test_position);
    store_test_add("/inbound/elsewhere", test_elsewhere);
    return store_test_run();
}
