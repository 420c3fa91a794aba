/* See kannel_inbox.h. */
#include "channel/kannel_inbox.h"

#include "channel/received.h"

#include <string.h>

enum {
    LANES = 4,
    LANE_MAX = 1000, /* bearerbox leaves at most 100 unanswered unless told otherwise */
    TRIES = 6,       /* pauses of 1, 2, 4, 8, 16 s between them */
};

typedef struct Item {
    guint64 epoch;
    char id[KANNEL_ID_CHARS + 1];
    gint32 time;
    bool receipt;
    char *from, *to, *text; /* text: of a receipt, the link's words */
    char *ref;              /* of a receipt: our message id */
    int mask;
    int tries;
    gint64 due; /* monotonic */
} Item;

typedef struct Lane {
    KannelInbox *inbox;
    GThread *thread;
    GMutex lock;
    GCond changed;
    GQueue items; /* Item*, by due */
    bool stopping;
} Lane;

struct KannelInbox {
    char *channel;
    ChannelSink sink;
    guint64 (*epoch)(gpointer user);
    void (*answer)(gpointer user, guint64 epoch, const char *id, gint32 time, KannelNack nack);
    gpointer user;
    Lane lanes[LANES];
    GMutex lock;
    gint64 last_at;
};

static void item_free(Item *item)
{
    g_free(item->from);
    g_free(item->to);
    g_free(item->text);
    g_free(item->ref);
    g_free(item);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Item, item_free)

char *kannel_inbox_text(const KannelSms *sms)
{
    ReceivedPart part;
    g_autofree char *charset = kannel_text_dup(sms->charset);
    g_autofree char *text =
        received_text(sms->msgdata.data, sms->msgdata.bytes, sms->coding, charset);
    received_part(sms->udhdata.data, sms->udhdata.bytes, &part);
    return received_mark_part(text, sms->coding, &part);
}

static Item *item_new(const KannelSms *sms, guint64 epoch)
{
    Item *item = g_new0(Item, 1);
    item->epoch = epoch;
    memcpy(item->id, sms->id.data, KANNEL_ID_CHARS);
    item->time = sms->time;
    item->from = kannel_text_dup(sms->sender);
    item->to = kannel_text_dup(sms->receiver);
    item->receipt = sms->sms_type == KANNEL_RECEIPT || sms->sms_type == KANNEL_RECEIPT_MT;
    item->mask = sms->dlr_mask;
    item->ref = kannel_text_dup(sms->dlr_url);
    item->text = item->receipt ? received_text(sms->msgdata.data, sms->msgdata.bytes, 0, NULL)
                               : kannel_inbox_text(sms);
    return item;
}

static bool is_ours(const char *ref)
{
    return *ref && strspn(ref, "0123456789") == strlen(ref);
}

static bool offer_receipt(KannelInbox *inbox, const Item *item)
{
    ReceiptKind kind = item->mask == KANNEL_DLR_DELIVERED ? RECEIPT_DELIVERED
                       : item->mask == KANNEL_DLR_FAILED || item->mask == KANNEL_DLR_REJECTED
                           ? RECEIPT_FAILED
                           : RECEIPT_BUFFERED;
    if (!is_ours(item->ref)) {
        g_warning("kannel: a receipt that is not ours: another box without smsbox-id?");
        return true;
    }
    return inbox->sink.receipt(inbox->sink.user, inbox->channel, item->ref, kind, item->text);
}

static bool offer_message(KannelInbox *inbox, const Item *item)
{
    ChannelIn in = { .channel = inbox->channel,
                     .provider_id = item->id,
                     .from = item->from,
                     .to = item->to,
                     .text = item->text,
                     .sent_at = (gint64)MAX(item->time, 0) * G_USEC_PER_SEC };
    if (!received_hand_over(&inbox->sink, &in))
        return false;
    g_mutex_lock(&inbox->lock);
    inbox->last_at = g_get_real_time();
    g_mutex_unlock(&inbox->lock);
    return true;
}

/* An equal one that is there already stays before: messages of one sender keep their order. */
static gint item_compare(gconstpointer a, gconstpointer b, gpointer unused)
{
    (void)unused;
    gint64 left = ((const Item *)a)->due, right = ((const Item *)b)->due;
    return left <= right ? -1 : 1;
}

static void lane_put(Lane *lane, Item *item)
{
    g_mutex_lock(&lane->lock);
    g_queue_insert_sorted(&lane->items, item, item_compare, NULL);
    g_cond_signal(&lane->changed);
    g_mutex_unlock(&lane->lock);
}

/* The next item that is due; NULL when the lane ends. */
static Item *lane_take(Lane *lane)
{
    Item *item = NULL;
    g_mutex_lock(&lane->lock);
    while (!item && !lane->stopping) {
        Item *head = g_queue_peek_head(&lane->items);
        if (!head)
            g_cond_wait(&lane->changed, &lane->lock);
        else if (head->due > g_get_monotonic_time())
            g_cond_wait_until(&lane->changed, &lane->lock, head->due);
        else
            item = g_queue_pop_head(&lane->items);
    }
    g_mutex_unlock(&lane->lock);
    return item;
}

static gpointer run(gpointer data)
{
    Lane *lane = data;
    KannelInbox *inbox = lane->inbox;
    for (;;) {
        g_autoptr(Item) item = lane_take(lane);
        if (!item)
            return NULL;
        if (item->epoch != inbox->epoch(inbox->user))
            continue; /* I3 */
        if (item->receipt ? offer_receipt(inbox, item) : offer_message(inbox, item)) {
            inbox->answer(inbox->user, item->epoch, item->id, item->time, KANNEL_NACK_OK);
        } else if (++item->tries >= TRIES) {
            inbox->answer(inbox->user, item->epoch, item->id, item->time, KANNEL_NACK_FAILED_NOW);
        } else {
            item->due = g_get_monotonic_time() + (G_USEC_PER_SEC << (item->tries - 1));
            lane_put(lane, g_steal_pointer(&item));
        }
    }
}

KannelInbox *kannel_inbox_start(const KannelInboxConfig *config)
{
    KannelInbox *inbox = g_new0(KannelInbox, 1);
    inbox->channel = g_strdup(config->channel);
    inbox->sink = config->sink;
    inbox->epoch = config->epoch;
    inbox->answer = config->answer;
    inbox->user = config->user;
    g_mutex_init(&inbox->lock);
    for (int i = 0; i < LANES; i++) {
        Lane *lane = &inbox->lanes[i];
        lane->inbox = inbox;
        g_mutex_init(&lane->lock);
        g_cond_init(&lane->changed);
        g_queue_init(&lane->items);
        lane->thread = g_thread_new("kannel-in", run, lane);
    }
    return inbox;
}

bool kannel_inbox_push(KannelInbox *inbox, const KannelSms *sms, guint64 epoch)
{
    g_autoptr(Item) item = item_new(sms, epoch);
    Lane *lane = &inbox->lanes[g_str_hash(item->receipt ? item->ref : item->from) % LANES];
    g_mutex_lock(&lane->lock);
    bool room = lane->items.length < LANE_MAX;
    g_mutex_unlock(&lane->lock);
    if (room) {
        item->due = g_get_monotonic_time();
        lane_put(lane, g_steal_pointer(&item));
    }
    return room;
}

gint64 kannel_inbox_last_at(KannelInbox *inbox)
{
    g_mutex_lock(&inbox->lock);
    gint64 at = inbox->last_at;
    g_mutex_unlock(&inbox->lock);
    return at;
}

void kannel_inbox_stop(KannelInbox *inbox)
{
    for (int i = 0; i < LANES; i++) {
        Lane *lane = &inbox->lanes[i];
        g_mutex_lock(&lane->lock);
        lane->stopping = true;
        g_cond_signal(&lane->changed);
        g_mutex_unlock(&lane->lock);
    }
    for (int i = 0; i < LANES; i++) {
        Lane *lane = &inbox->lanes[i];
        g_thread_join(lane->thread);
        g_queue_clear_full(&lane->items, (GDestroyNotify)item_free);
        g_mutex_clear(&lane->lock);
        g_cond_clear(&lane->changed);
    }
    g_mutex_clear(&inbox->lock);
    g_free(inbox->channel);
    g_free(inbox);
}
