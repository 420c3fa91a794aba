/* Every URL of the program, one row each; what the columns mean: web/route.h. The first row that
 * matches is taken, so a fixed path stands before a pattern that would match it too.
 */
#include "web/api/hook_channel.h"
#include "web/api/hook_sms.h"
#include "web/api/open311.h"
#include "web/api/v1.h"
#include "web/assets.h"
#include "web/dev.h"
#include "web/page/console.h"
#include "web/page/public.h"
#include "web/plain.h"
#include "web/route.h"

/* clang-format off */
const Route ROUTES[] = {
    /* operation */
    { "GET",  "/healthz",  plain_healthz_get, ROUTE_PLAIN, RIGHT_NONE, ROUTE_NO_TENANT, RATE_NONE },
    { "GET",  "/readyz",   plain_readyz_get,  ROUTE_PLAIN, RIGHT_NONE, ROUTE_NO_TENANT, RATE_NONE },
    { "GET",  "/metrics",  plain_metrics_get, ROUTE_PLAIN, RIGHT_NONE, ROUTE_NO_TENANT, RATE_NONE },
    { "GET",  "/assets/brand.css",      public_brand_get,   ROUTE_PLAIN, RIGHT_NONE, ROUTE_CACHE, RATE_NONE },
    { "GET",  "/assets/*", assets_get,        ROUTE_PLAIN, RIGHT_NONE, ROUTE_NO_TENANT, RATE_NONE },
    { "GET",  "/dev/clock", dev_clock_get,    ROUTE_API,   RIGHT_NONE, ROUTE_NO_TENANT | ROUTE_DEV, RATE_NONE },
    { "POST", "/dev/clock", dev_clock_post,   ROUTE_API,   RIGHT_NONE,
      ROUTE_NO_TENANT | ROUTE_DEV | ROUTE_FORM | ROUTE_NO_CSRF, RATE_NONE },

    /* the public face */
    { "GET",  "/",                      public_home_get,    ROUTE_PAGE, RIGHT_NONE, ROUTE_CACHE, RATE_READ },
    { "GET",  "/lapor",                 public_report_get,  ROUTE_PAGE, RIGHT_NONE, 0, RATE_READ },
    { "POST", "/lapor",                 public_report_post, ROUTE_PAGE, RIGHT_NONE, ROUTE_FORM | ROUTE_UPLOADS | ROUTE_NO_CSRF, RATE_WRITE },
    { "POST", "/lapor/usul",            public_suggest_post, ROUTE_API, RIGHT_NONE, ROUTE_FORM | ROUTE_NO_CSRF, RATE_READ },
    { "POST", "/lapor/serupa",          public_similar_post, ROUTE_API, RIGHT_NONE, ROUTE_FORM | ROUTE_NO_CSRF, RATE_READ },
    { "POST", "/lapor/kirim",           public_send_post,   ROUTE_API,  RIGHT_NONE, ROUTE_FORM | ROUTE_UPLOADS | ROUTE_NO_CSRF, RATE_WRITE },
    { "GET",  "/laporan-saya",          public_own_get,     ROUTE_PAGE, RIGHT_NONE, ROUTE_CACHE, RATE_READ },
    { "POST", "/laporan-saya/kabar",    public_news_post,   ROUTE_API,  RIGHT_NONE, ROUTE_FORM | ROUTE_NO_CSRF, RATE_READ },
    { "GET",  "/laporan-saya/alir",     public_stream_get,  ROUTE_API,  RIGHT_NONE, 0, RATE_READ },
    { "GET",  "/luring",                public_offline_get, ROUTE_PAGE, RIGHT_NONE, ROUTE_CACHE, RATE_READ },
    { "GET",  "/sw.js",                 public_worker_get,  ROUTE_PLAIN, RIGHT_NONE, ROUTE_CACHE, RATE_READ },
    { "GET",  "/app.webmanifest",       public_manifest_get, ROUTE_PLAIN, RIGHT_NONE, ROUTE_CACHE, RATE_READ },
    { "GET",  "/ikon/:name",            public_icon_get,    ROUTE_PLAIN, RIGHT_NONE, ROUTE_CACHE, RATE_READ },
    { "GET",  "/terkirim/:ticket",      public_sent_get,    ROUTE_PAGE, RIGHT_NONE, 0, RATE_READ },
    { "GET",  "/cek",                   public_check_get,   ROUTE_PAGE, RIGHT_NONE, 0, RATE_READ },
    { "GET",  "/laporan/:ticket",       public_case_get,    ROUTE_PAGE, RIGHT_NONE, ROUTE_CACHE, RATE_READ },
    { "POST", "/laporan/:ticket",       public_case_post,   ROUTE_PAGE, RIGHT_NONE, ROUTE_FORM | ROUTE_UPLOADS | ROUTE_NO_CSRF, RATE_WRITE },
    { "GET",  "/laporan/:ticket/qr.svg", public_qr_get,     ROUTE_PAGE, RIGHT_NONE, 0, RATE_READ },
    { "GET",  "/foto/:name",            public_photo_get,   ROUTE_PAGE, RIGHT_NONE, 0, RATE_READ },
    { "GET",  "/daftar",                public_list_get,    ROUTE_PAGE, RIGHT_NONE, ROUTE_CACHE, RATE_READ },
    { "GET",  "/posko",                 public_desks_get,   ROUTE_PAGE, RIGHT_NONE, 0, RATE_READ },
    { "GET",  "/posko/:desk/layar",     public_desk_screen_get, ROUTE_PAGE, RIGHT_NONE, 0, RATE_READ },
    { "GET",  "/posko/:desk/alir",      public_desk_stream_get, ROUTE_API, RIGHT_NONE, 0, RATE_READ },
    { "GET",  "/tentang",               public_about_get,   ROUTE_PAGE, RIGHT_NONE, ROUTE_CACHE, RATE_READ },
    { "GET",  "/wilayah.json",          public_areas_get,   ROUTE_API,  RIGHT_NONE, ROUTE_CACHE, RATE_READ },
    { "GET",  "/wilayah.geojson",       public_shapes_get,  ROUTE_API,  RIGHT_NONE, ROUTE_CACHE, RATE_READ },
    { "GET",  "/peta.geojson",          public_points_get,  ROUTE_API,  RIGHT_NONE, ROUTE_CACHE, RATE_READ },
    { "GET",  "/umpan.atom",            public_feed_get,    ROUTE_PLAIN, RIGHT_NONE, ROUTE_CACHE, RATE_READ },

    /* gateways */
    { "GET",  "/hook/sms/kannel",       hook_sms_any,         ROUTE_HOOK, RIGHT_NONE, 0, RATE_NONE },
    { "POST", "/hook/sms/kannel",       hook_sms_any,         ROUTE_HOOK, RIGHT_NONE, ROUTE_RAW_BODY | ROUTE_NO_CSRF, RATE_NONE },
    { "GET",  "/hook/sms/kannel/dlr",   hook_sms_receipt_any, ROUTE_HOOK, RIGHT_NONE, 0, RATE_NONE },
    { "POST", "/hook/sms/kannel/dlr",   hook_sms_receipt_any, ROUTE_HOOK, RIGHT_NONE, ROUTE_RAW_BODY | ROUTE_NO_CSRF, RATE_NONE },
    { "GET",  "/hook/:channel",         hook_channel_any,     ROUTE_HOOK, RIGHT_NONE, ROUTE_NO_TENANT, RATE_NONE },
    { "POST", "/hook/:channel",         hook_channel_any,     ROUTE_HOOK, RIGHT_NONE,
      ROUTE_NO_TENANT | ROUTE_RAW_BODY | ROUTE_NO_CSRF, RATE_NONE },

    /* Open311 GeoReport v2 */
    { "GET",  "/open311/discovery.json",        open311_discovery_get,   ROUTE_OPEN311, RIGHT_NONE, 0, RATE_READ },
    { "GET",  "/open311/discovery.xml",         open311_discovery_get,   ROUTE_OPEN311, RIGHT_NONE, 0, RATE_READ },
    { "GET",  "/open311/v2/services/:code",     open311_service_get,     ROUTE_OPEN311, RIGHT_NONE, 0, RATE_READ },
    { "GET",  "/open311/v2/requests/:ticket",   open311_request_get,     ROUTE_OPEN311, RIGHT_NONE, 0, RATE_READ },
    { "GET",  "/open311/v2/tokens/:token",      open311_token_get,       ROUTE_OPEN311, RIGHT_NONE, 0, RATE_READ },
    { "GET",  "/open311/v2/:collection",        open311_collection_get,  ROUTE_OPEN311, RIGHT_NONE, 0, RATE_READ },
    { "POST", "/open311/v2/:collection",        open311_collection_post, ROUTE_OPEN311, RIGHT_NONE,
      ROUTE_FORM | ROUTE_UPLOADS | ROUTE_NO_CSRF, RATE_WRITE },

    /* /api/v1 */
    { "GET",  "/api/v1/openapi.json",    v1_document_get,  ROUTE_API, RIGHT_NONE, ROUTE_NO_TENANT, RATE_READ },
    { "GET",  "/api/v1/me",              v1_me_get,        ROUTE_API, RIGHT_CONSOLE, 0, RATE_READ },
    { "GET",  "/api/v1/reference",       v1_reference_get, ROUTE_API, RIGHT_CONSOLE, 0, RATE_READ },
    { "GET",  "/api/v1/officers",        v1_officers_get,  ROUTE_API, RIGHT_CONSOLE, 0, RATE_READ },
    { "GET",  "/api/v1/notices",         v1_notices_get,   ROUTE_API, RIGHT_CONSOLE, 0, RATE_READ },
    { "POST", "/api/v1/notices/seen",    v1_notices_seen_post, ROUTE_API, RIGHT_CONSOLE, ROUTE_RAW_BODY, RATE_WRITE },
    { "GET",  "/api/v1/figures",         v1_figures_get,   ROUTE_API, RIGHT_CONSOLE, 0, RATE_READ },
    { "GET",  "/api/v1/similar",         v1_similar_get,   ROUTE_API, RIGHT_CONSOLE, 0, RATE_READ },
    { "GET",  "/api/v1/cases",           v1_cases_get,     ROUTE_API, RIGHT_CONSOLE, 0, RATE_READ },
    { "POST", "/api/v1/cases",           v1_cases_post,    ROUTE_API, RIGHT_ACT, ROUTE_RAW_BODY, RATE_WRITE },
    { "GET",  "/api/v1/cases/:ticket",   v1_case_get,      ROUTE_API, RIGHT_CONSOLE, 0, RATE_READ },
    { "GET",  "/api/v1/cases/:ticket/actions", v1_actions_get, ROUTE_API, RIGHT_CONSOLE, 0, RATE_READ },
    { "POST", "/api/v1/cases/:ticket/actions/:action", v1_action_post, ROUTE_API, RIGHT_CONSOLE, ROUTE_RAW_BODY, RATE_WRITE },
    { "POST", "/api/v1/cases/:ticket/identity", v1_identity_post, ROUTE_API, RIGHT_CONSOLE, ROUTE_RAW_BODY, RATE_WRITE },

    /* console */
    { "GET",  "/masuk",  console_sign_in_get,   ROUTE_PAGE, RIGHT_NONE, 0, RATE_READ },
    { "POST", "/masuk",  console_sign_in_post,  ROUTE_PAGE, RIGHT_NONE, ROUTE_FORM | ROUTE_NO_CSRF, RATE_LOGIN },
    { "POST", "/keluar", console_sign_out_post, ROUTE_PAGE, RIGHT_CONSOLE, ROUTE_FORM, RATE_WRITE },
    { "GET",  "/console",                 console_home,          ROUTE_PAGE, RIGHT_CONSOLE, 0, RATE_READ },
    { "GET",  "/console/antrean/:queue",  console_queue_get,     ROUTE_PAGE, RIGHT_CONSOLE, 0, RATE_READ },
    { "GET",  "/console/cari",            console_search_get,    ROUTE_PAGE, RIGHT_CONSOLE, 0, RATE_READ },
    { "GET",  "/console/rel",             console_rail_get,      ROUTE_PAGE, RIGHT_CONSOLE, 0, RATE_READ },
    { "GET",  "/console/stream",          console_stream_get,    ROUTE_PAGE, RIGHT_CONSOLE, 0, RATE_NONE },
    { "GET",  "/console/peta.svg",        console_map_get,       ROUTE_PAGE, RIGHT_CONSOLE, 0, RATE_READ },
    { "GET",  "/console/kasus/:ticket",   console_case_get,      ROUTE_PAGE, RIGHT_CONSOLE, 0, RATE_READ },
    { "POST", "/console/kasus/:ticket/aksi/:action", console_action_post, ROUTE_PAGE, RIGHT_CONSOLE, ROUTE_FORM | ROUTE_UPLOADS, RATE_WRITE },
    { "POST", "/console/kasus/:ticket/usul", console_proposal_post, ROUTE_PAGE, RIGHT_TRIAGE, ROUTE_FORM, RATE_WRITE },
    { "GET",  "/console/sosial",          console_posts_get,     ROUTE_PAGE, RIGHT_TRIAGE, 0, RATE_READ },
    { "GET",  "/console/sosial/:post",    console_post_get,      ROUTE_PAGE, RIGHT_TRIAGE, 0, RATE_READ },
    { "GET",  "/console/sosial/:post/gambar/:nth", console_post_picture_get, ROUTE_PAGE, RIGHT_TRIAGE, 0, RATE_READ },
    { "POST", "/console/sosial/:post/:deed", console_post_post,  ROUTE_PAGE, RIGHT_TRIAGE, ROUTE_FORM, RATE_WRITE },
    { "GET",  "/console/darurat",         console_alarms_get,    ROUTE_PAGE, RIGHT_CONSOLE, 0, RATE_READ },
    { "POST", "/console/kasus/:ticket/identitas", console_identity_post, ROUTE_PAGE, RIGHT_IDENTITY, ROUTE_FORM, RATE_WRITE },
    { "POST", "/console/massal",          console_bulk_post,     ROUTE_PAGE, RIGHT_CONSOLE, ROUTE_FORM, RATE_WRITE },
    { "POST", "/console/surat/:name",     console_paper_post,    ROUTE_PAGE, RIGHT_CONSOLE, ROUTE_FORM, RATE_WRITE },
    { "GET",  "/console/posko",           console_desk_get,      ROUTE_PAGE, RIGHT_DESK, 0, RATE_READ },
    { "GET",  "/console/posko/lapor",     console_desk_entry_get, ROUTE_PAGE, RIGHT_DESK, 0, RATE_READ },
    { "POST", "/console/posko/lapor",     console_desk_entry_post, ROUTE_PAGE, RIGHT_DESK, ROUTE_FORM | ROUTE_UPLOADS, RATE_WRITE },
    { "POST", "/console/posko/cari",      console_desk_find_post, ROUTE_PAGE, RIGHT_DESK, ROUTE_FORM, RATE_WRITE },
    { "POST", "/console/posko/minta/:ticket", console_desk_ask_post, ROUTE_PAGE, RIGHT_DESK, ROUTE_FORM, RATE_WRITE },
    { "GET",  "/console/posko/tanda-terima/:ticket", console_receipt_get, ROUTE_PAGE, RIGHT_DESK, 0, RATE_READ },
    { "GET",  "/console/posko/tanda-terima/:ticket/:paper", console_receipt_pdf_get, ROUTE_PAGE, RIGHT_DESK, 0, RATE_READ },
    { "POST", "/console/posko/:desk/tugas", console_desk_shift_post, ROUTE_PAGE, RIGHT_DESK, ROUTE_FORM, RATE_WRITE },
    { "POST", "/console/posko/:desk/antrean", console_desk_queue_post, ROUTE_PAGE, RIGHT_DESK, ROUTE_FORM, RATE_WRITE },
    { "GET",  "/console/posko/:desk/nomor/:number", console_desk_slip_get, ROUTE_PAGE, RIGHT_DESK, 0, RATE_READ },
    { "GET",  "/console/sandi",           console_password_get,  ROUTE_PAGE, RIGHT_CONSOLE, 0, RATE_READ },
    { "POST", "/console/sandi",           console_password_post, ROUTE_PAGE, RIGHT_CONSOLE, ROUTE_FORM, RATE_LOGIN },
    { "GET",  "/console/totp",            console_totp_get,      ROUTE_PAGE, RIGHT_CONSOLE, 0, RATE_READ },
    { "POST", "/console/totp",            console_totp_post,     ROUTE_PAGE, RIGHT_CONSOLE, ROUTE_FORM, RATE_LOGIN },
    { "GET",  "/console/kabar",           console_notices_get,   ROUTE_PAGE, RIGHT_CONSOLE, 0, RATE_READ },
    { "POST", "/console/kabar",           console_notices_post,  ROUTE_PAGE, RIGHT_CONSOLE, ROUTE_FORM, RATE_WRITE },
    { "GET",  "/console/statistik",       console_statistics_get, ROUTE_PAGE, RIGHT_CONSOLE, 0, RATE_READ },
    { "GET",  "/console/akun",            console_accounts_get,  ROUTE_PAGE, RIGHT_ADMIN, 0, RATE_READ },
    { "POST", "/console/akun",            console_accounts_post, ROUTE_PAGE, RIGHT_ADMIN, ROUTE_FORM, RATE_WRITE },
    { "GET",  "/console/akun/:login",     console_account_get,   ROUTE_PAGE, RIGHT_ADMIN, 0, RATE_READ },
    { "POST", "/console/akun/:login",     console_account_post,  ROUTE_PAGE, RIGHT_ADMIN, ROUTE_FORM, RATE_WRITE },
    { "GET",  "/console/kunci",           console_keys_get,      ROUTE_PAGE, RIGHT_ADMIN, 0, RATE_READ },
    { "POST", "/console/kunci",           console_keys_post,     ROUTE_PAGE, RIGHT_ADMIN, ROUTE_FORM, RATE_WRITE },
    { "POST", "/console/kunci/:id/cabut", console_key_revoke_post, ROUTE_PAGE, RIGHT_ADMIN, ROUTE_FORM, RATE_WRITE },
    { "GET",  "/console/kanal",           console_channels_get,  ROUTE_PAGE, RIGHT_ADMIN, 0, RATE_READ },
    { "GET",  "/console/pesan",           console_messages_get,  ROUTE_PAGE, RIGHT_ADMIN, 0, RATE_READ },
    { "GET",  "/console/paket",           console_pack_get,      ROUTE_PAGE, RIGHT_ADMIN, 0, RATE_READ },

    { NULL, NULL, NULL, ROUTE_PLAIN, RIGHT_NONE, 0, RATE_NONE },
};
/* clang-format on */
