/* Public posts: kept when they match, copies counted, decided once; on both engines. */
#include "domain_test.h"

#include "base/id.h"
#include "domain/channel_state.h"
#include "domain/inbound.h"
#include "domain/post.h"
#include "model/texts.h"
#include "store/case.h"
#include "store/message.h"
#include "store/post.h"
#include "store/report.h"

#define SAYS "Jembatan Cikapundung putus sejak semalam, warga terisolasi #lapor"

static Incoming tweet(const char *id, const char *from, const char *text)
{
    return (Incoming){ .channel = "x",
                       .provider_id = id,
                       .from = from,
                       .to = "",
                       .text = text,
                       .name = "Siti Rahayu",
                       .handle = "@siti_01",
                       .thread = id,
                       .link = "https://x.example/siti_01/status/1" };
}

static gint64 receive(StoreTest *t, const Incoming *in)
{
    GError *error = NULL;
    InboundResult result = { 0 };
    domain_test_as(t, ACTOR_SYSTEM, 0, ROLE_NONE, "");
    bool ok = inbound_receive(&t->ctx, in, &result, &error);
    store_assert_no_error(error);
    g_assert_true(ok);
    domain_test_as(t, ACTOR_STAFF, 7, ROLE_VERIFIER, "");
    return result.message_id;
}

static gint64 receive_one(StoreTest *t, const char *id, const char *text)
{
    Incoming in = tweet(id, "4711", text);
    return receive(t, &in);
}

static Post *post_of(StoreTest *t, gint64 id)
{
    Post *post = post_store_get(&t->ctx, id, NULL);
    g_assert_nonnull(post);
    return post;
}

static guint count(StoreTest *t, PostState state)
{
    guint n = 0;
    g_assert_true(post_store_count(&t->ctx, state, 100, &n, NULL));
    return n;
}

static void serve_x(StoreTest *t)
{
    ChannelState state = { .id = (char *)"x",
                           .medium = (char *)"x",
                           .driver = (char *)"x",
                           .tenant = (char *)"",
                           .number = (char *)"",
                           .secret_hash = (char *)"",
                           .detail = (char *)"" };
    g_assert_true(channel_state_save(t->db, &state, NULL));
}

static GPtrArray *outgoing(StoreTest *t)
{
    GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)message_free);
    g_assert_true(message_store_waiting(&t->ctx, "x", 50, all, NULL));
    return all;
}

static void test_only_matching(StoreTest *t)
{
    domain_test_begin(t);
    g_assert_cmpint(receive_one(t, "1", "Makan siang enak sekali"), ==, 0);
    g_assert_cmpuint(count(t, POST_NEW), ==, 0);
    gint64 id = receive_one(t, "2", SAYS);
    g_autoptr(Post) post = post_of(t, id);
    g_auto(PostSaid) said = { 0 };
    g_assert_true(post_open(&t->ctx, post, &said, NULL));
    g_assert_cmpstr(post->matched, ==, "#lapor");
    g_assert_cmpint(post->state, ==, POST_NEW);
    g_assert_cmpstr(said.text, ==, SAYS);
    g_assert_cmpstr(said.handle, ==, "@siti_01");
    g_assert_cmpstr(said.link, ==, "https://x.example/siti_01/status/1");
    g_assert_cmpint(receive_one(t, "2", SAYS), ==, 0);
    g_assert_cmpuint(count(t, POST_NEW), ==, 1);
    domain_test_audit_is_clean(t);
    domain_test_end(t);
}

static void test_copies_are_counted(StoreTest *t)
{
    domain_test_begin(t);
    gint64 first = receive_one(t, "1", SAYS);
    Incoming repost = tweet("2", "4712", "RT @siti_01: Jembatan Cikapundung putus #lapor");
    repost.repost_of = "1";
    g_assert_cmpint(receive(t, &repost), !=, 0);
    Incoming same =
        tweet("3", "4713", "jembatan CIKAPUNDUNG putus sejak semalam; warga terisolasi #lapor @a");
    same.channel = "facebook";
    receive(t, &same);
    receive(t, &same);
    receive_one(t, "4", "Jembatan Cikapundung sudah disambung lagi #lapor, terima kasih");
    g_autoptr(Post) post = post_of(t, first);
    g_autoptr(GPtrArray) copies = g_ptr_array_new_with_free_func((GDestroyNotify)post_free);
    g_assert_true(post_store_copies(&t->ctx, first, 9, copies, NULL));
    g_assert_cmpint(post->copies, ==, 2);
    g_assert_cmpuint(copies->len, ==, 2);
    g_assert_cmpuint(count(t, POST_NEW), ==, 2);
    domain_test_end(t);
}

/* The repost arrives first; what is short may be said of two things. */
static void test_out_of_order_and_short(StoreTest *t)
{
    domain_test_begin(t);
    Incoming repost = tweet("9", "4712", SAYS);
    repost.repost_of = "8";
    gint64 first = receive(t, &repost);
    receive_one(t, "8", SAYS);
    receive_one(t, "11", "lampu mati #lapor");
    receive_one(t, "12", "lampu mati #lapor");
    g_autoptr(Post) post = post_of(t, first);
    g_assert_cmpint(post->copies, ==, 1);
    g_assert_cmpuint(count(t, POST_NEW), ==, 3);
    domain_test_end(t);
}

static void test_becomes_a_case(StoreTest *t)
{
    GError *error = NULL;
    g_auto(IntakeResult) result = { 0 };
    domain_test_begin(t);
    serve_x(t);
    gint64 id = receive_one(t, "1", "Jalan berlubang besar di depan pasar #lapor");
    g_assert_true(post_take(&t->ctx, id, &result, &error));
    store_assert_no_error(error);
    g_autoptr(Post) post = post_of(t, id);
    g_autoptr(Case) c = case_store_get(&t->ctx, result.case_id, NULL);
    g_autoptr(Message) m = message_store_get(&t->ctx, id, NULL);
    g_assert_cmpint(post->state, ==, POST_CASE);
    g_assert_cmpstr(post->ticket, ==, result.ticket);
    g_assert_cmpint(post->decided_by, ==, 7);
    g_assert_cmpstr(c->channel, ==, "x");
    g_assert_nonnull(strstr(c->proposal, "jalan"));
    g_assert_cmpint(m->state, ==, MESSAGE_HANDLED);
    g_assert_cmpint(m->case_id, ==, result.case_id);
    domain_test_audit_is_clean(t);
    domain_test_end(t);
}

/* P2: one answer under the post, without ticket, name or address; nothing by private message. */
static void test_answer_in_public_tells_nothing(StoreTest *t)
{
    g_auto(IntakeResult) result = { 0 };
    domain_test_begin(t);
    serve_x(t);
    gint64 id = receive_one(t, "77", SAYS);
    g_assert_true(post_take(&t->ctx, id, &result, NULL));
    g_autoptr(GPtrArray) out = outgoing(t);
    g_assert_cmpuint(out->len, ==, 1);
    const Message *m = out->pdata[0];
    g_autofree char *body = crypt_open_text("message.body", m->body_sealed, NULL);
    g_assert_cmpstr(m->key, ==, "post.answer");
    g_assert_cmpstr(m->thread, ==, "77");
    g_assert_null(strstr(body, result.ticket));
    g_assert_null(strstr(body, "laporan/"));
    g_assert_null(strstr(body, "Siti"));
    g_assert_null(strstr(body, "siti"));
    g_assert_null(strchr(body, '{'));
    g_assert_cmpuint(g_utf8_strlen(body, -1), <=, 280);
    domain_test_end(t);
}

static void test_private_only_after_a_private_word(StoreTest *t)
{
    g_auto(IntakeResult) result = { 0 };
    ActionInput input = ACTION_INPUT_INIT;
    domain_test_begin(t);
    serve_x(t);
    g_assert_true(post_take(&t->ctx, receive_one(t, "1", SAYS), &result, NULL));
    input.clear = input.complete = true;
    input.service = "jalan";
    input.area = "33.20.06.1006";
    domain_test_do(t, result.ticket, ACTION_VERIFY, &input);
    g_autoptr(GPtrArray) before = outgoing(t);
    g_assert_cmpuint(before->len, ==, 1);
    Incoming dm = tweet("dm-1", "4711", "ini saya yang tadi, di dekat masjid");
    dm.link = NULL;
    receive(t, &dm);
    g_autoptr(GPtrArray) after = outgoing(t);
    g_assert_cmpuint(after->len, >, 1);
    for (guint i = 0; i < after->len; i++) {
        const Message *m = after->pdata[i];
        bool in_public = text_row(m->key)->use & TEXT_PUBLIC;
        g_assert_true(in_public == (m->case_id != 0 && g_str_has_prefix(m->key, "post.")));
    }
    domain_test_end(t);
}

static void test_attached(StoreTest *t)
{
    g_auto(IntakeResult) result = { 0 }, none = { 0 };
    g_autoptr(GError) error = NULL;
    domain_test_begin(t);
    Intake in = domain_test_intake("Jembatan di Cikapundung ambruk");
    g_autofree char *ticket = domain_test_report(t, &in, NULL);
    gint64 id = receive_one(t, "1", SAYS);
    g_assert_false(post_attach(&t->ctx, id, "bukan nomor", &none, &error));
    g_assert_cmpstr(error_field(error), ==, "tiket");
    g_assert_true(post_attach(&t->ctx, id, ticket, &result, NULL));
    g_autoptr(Case) c = case_store_by_ticket(&t->ctx, ticket, NULL, NULL);
    g_assert_cmpint(result.case_id, ==, c->id);
    g_assert_cmpint(c->reports, ==, 2);
    g_assert_cmpstr(result.ticket, !=, ticket);
    domain_test_end(t);
}

static void test_secret_case_takes_none(StoreTest *t)
{
    g_auto(IntakeResult) result = { 0 };
    g_autoptr(GError) error = NULL;
    domain_test_begin(t);
    Intake in = domain_test_intake("Pungli di kantor, mohon dirahasiakan");
    in.visibility = VISIBILITY_SECRET;
    g_autofree char *ticket = domain_test_report(t, &in, NULL);
    gint64 id = receive_one(t, "1", SAYS);
    g_assert_false(post_attach(&t->ctx, id, ticket, &result, &error));
    g_assert_true(error_is(error, KENTONGAN_ERROR_NOT_FOUND));
    g_assert_cmpuint(count(t, POST_NEW), ==, 1);
    domain_test_end(t);
}

/* The post goes with the case that it became; the new government sees where it came from. */
static void test_handed_over_with_its_case(StoreTest *t)
{
    g_auto(IntakeResult) result = { 0 };
    g_autoptr(GPtrArray) there = g_ptr_array_new_with_free_func((GDestroyNotify)post_free);
    ActionInput input = ACTION_INPUT_INIT;
    domain_test_begin(t);
    g_autoptr(Catalog) child = domain_test_catalog(t, "anak", "ANK", t->ctx.tenant);
    gint64 id = receive_one(t, "1", SAYS);
    Incoming repost = tweet("2", "4712", SAYS);
    receive(t, &repost);
    g_assert_true(post_take(&t->ctx, id, &result, NULL));
    input.tenant = "anak";
    input.text = "Jalan desa";
    domain_test_do(t, result.ticket, ACTION_HAND_OVER, &input);
    domain_test_audit_is_clean(t);
    const Catalog *parent = t->ctx.catalog;
    gint64 home = t->ctx.tenant;
    t->ctx.catalog = child;
    t->ctx.tenant = child->tenant.id;
    g_assert_true(post_store_of_case(&t->ctx, result.case_id, there, NULL));
    g_assert_cmpuint(there->len, ==, 1);
    t->ctx.catalog = parent;
    t->ctx.tenant = home;
    domain_test_end(t);
}

/* P1 */
static void test_decided_once(StoreTest *t)
{
    g_auto(IntakeResult) first = { 0 }, second = { 0 };
    g_autoptr(GError) twice = NULL, gone = NULL;
    domain_test_begin(t);
    gint64 id = receive_one(t, "1", SAYS);
    g_assert_true(post_take(&t->ctx, id, &first, NULL));
    domain_test_as(t, ACTOR_STAFF, 8, ROLE_VERIFIER, "");
    g_assert_false(post_take(&t->ctx, id, &second, &twice));
    g_assert_true(error_is(twice, KENTONGAN_ERROR_CONFLICT));
    g_assert_false(post_discard(&t->ctx, id, "kasar", "", &gone));
    g_assert_true(error_is(gone, KENTONGAN_ERROR_CONFLICT));
    g_autoptr(Post) post = post_of(t, id);
    g_assert_cmpint(post->decided_by, ==, 7);
    domain_test_end(t);
}

/* P3 */
static void test_discarded_and_back(StoreTest *t)
{
    g_autoptr(GError) unchosen = NULL, unsaid = NULL, twice = NULL;
    domain_test_begin(t);
    gint64 id = receive_one(t, "1", SAYS);
    g_assert_false(post_discard(&t->ctx, id, "", "", &unchosen));
    g_assert_cmpstr(error_field(unchosen), ==, "alasan");
    g_assert_false(post_discard(&t->ctx, id, "lain", " ", &unsaid));
    g_assert_cmpstr(error_field(unsaid), ==, "catatan");
    g_assert_true(post_discard(&t->ctx, id, "bukan-wilayah", "", NULL));
    g_assert_cmpuint(count(t, POST_DISCARDED), ==, 1);
    g_assert_true(post_restore(&t->ctx, id, NULL));
    g_assert_false(post_restore(&t->ctx, id, &twice));
    g_assert_true(error_is(twice, KENTONGAN_ERROR_CONFLICT));
    g_assert_cmpuint(count(t, POST_NEW), ==, 1);
    domain_test_audit_is_clean(t);
    domain_test_end(t);
}

static void test_only_who_verifies(StoreTest *t)
{
    static const Role OTHERS[] = { ROLE_NONE, ROLE_OFFICER, ROLE_SUPERVISOR, ROLE_LEADER };
    domain_test_begin(t);
    gint64 id = receive_one(t, "1", SAYS);
    for (gsize i = 0; i <= G_N_ELEMENTS(OTHERS); i++) {
        g_autoptr(GError) error = NULL;
        g_auto(IntakeResult) result = { 0 };
        bool away = i == G_N_ELEMENTS(OTHERS);
        domain_test_as(t, ACTOR_STAFF, 9, away ? ROLE_VERIFIER : OTHERS[i], "");
        if (away)
            t->ctx.actor.home = t->ctx.tenant + 1;
        g_assert_false(post_take(&t->ctx, id, &result, &error));
        g_assert_true(error_is(error, KENTONGAN_ERROR_DENIED));
        g_assert_false(post_discard(&t->ctx, id, "kasar", "", NULL));
    }
    g_assert_cmpuint(count(t, POST_NEW), ==, 1);
    domain_test_end(t);
}

/* What goes out in public has no word that could hold something of a person. */
static void test_public_texts(StoreTest *t)
{
    (void)t;
    guint seen = 0;
    for (guint i = 0; i < text_count(); i++) {
        const TextRow *row = text_at(i);
        if (!(row->use & TEXT_PUBLIC))
            continue;
        seen++;
        g_assert_true(g_str_equal(row->placeholders, "tenant") ||
                      g_str_equal(row->placeholders, "tenant emergency"));
        g_assert_cmpuint(g_utf8_strlen(row->id, -1), <=, 230);
        g_assert_cmpuint(g_utf8_strlen(row->en, -1), <=, 230);
    }
    g_assert_cmpuint(seen, ==, 2);
}

int main(int argc, char **argv)
{
    store_test_init(&argc, &argv);
    store_test_add("/post/only_matching", test_only_matching);
    store_test_add("/post/copies_are_counted", test_copies_are_counted);
    store_test_add("/post/out_of_order_and_short", test_out_of_order_and_short);
    store_test_add("/post/becomes_a_case", test_becomes_a_case);
    store_test_add("/post/answer_in_public_tells_nothing", test_answer_in_public_tells_nothing);
    store_test_add("/post/private_only_after_a_private_word",
                   test_private_only_after_a_private_word);
    store_test_add("/post/attached", test_attached);
    store_test_add("/post/secret_case_takes_none", test_secret_case_takes_none);
    store_test_add("/post/handed_over_with_its_case", test_handed_over_with_its_case);
    store_test_add("/post/decided_once", test_decided_once);
    store_test_add("/post/discarded_and_back", test_discarded_and_back);
    store_test_add("/post/only_who_verifies", test_only_who_verifies);
    store_test_add("/post/public_texts", test_public_texts);
    return store_test_run();
}
