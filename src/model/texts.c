/* The texts themselves. Polite, short, no code without its name; SMS texts in GSM-7 letters only.
 *
 * {text}, {question} and {reason} are written by a person and are cut by the caller so that the
 * whole stays within two SMS parts; {due} and {date} are time_words_short().
 */
#include "model/texts.h"

#include <string.h>

#define NOTICE (TEXT_SMS | TEXT_MAIL)

static const TextRow TEXTS[] = {
    /* answers to an SMS */
    { "sms.received", "ticket due tenant link emergency", TEXT_SMS,
      "Laporan Anda kami terima. Nomor: {ticket}. Diteruskan ke instansi paling lambat {due}. "
      "Untuk tahu kabarnya balas: CEK {ticket}",
      "We have your report. Number: {ticket}. It goes to an agency by {due}. "
      "For news reply: CEK {ticket}" },
    { "sms.received_emergency", "ticket due tenant link emergency", TEXT_SMS,
      "Ada bahaya? Segera telepon {emergency}, gratis. Laporan Anda kami catat, nomor {ticket}. "
      "Untuk tahu kabarnya balas: CEK {ticket}",
      "In danger? Call {emergency} now, it is free. Your report is recorded, number {ticket}. "
      "For news reply: CEK {ticket}" },
    { "sms.status", "ticket status holder due date link", TEXT_SMS,
      "Laporan {ticket}: {status}. Sekarang di {holder}, paling lambat {due}.",
      "Report {ticket}: {status}. Now with {holder}, due by {due}." },
    { "sms.status_waiting", "ticket status holder due date link", TEXT_SMS,
      "Laporan {ticket}: {status}. Kami menunggu jawaban Anda sampai {due}.",
      "Report {ticket}: {status}. We are waiting for your answer until {due}." },
    { "sms.status_overdue", "ticket status holder due date link", TEXT_SMS,
      "Laporan {ticket}: {status}. Sekarang di {holder}. Maaf, sudah lewat tenggat {due}; "
      "atasannya sudah diberi tahu.",
      "Report {ticket}: {status}. Now with {holder}. Sorry, it is past its deadline {due}; "
      "their superior has been told." },
    { "sms.status_closed", "ticket status holder due date link", TEXT_SMS,
      "Laporan {ticket}: {status}, {date}. Belum beres? Balas: BELUM {ticket}",
      "Report {ticket}: {status}, {date}. Not solved? Reply: BELUM {ticket}" },
    { "sms.unknown_ticket", "ticket example", TEXT_SMS,
      "Nomor {ticket} tidak kami temukan. Mohon periksa lagi; contoh nomor: {example}. "
      "Laporan baru: ketik LAPOR lalu isinya.",
      "We cannot find the number {ticket}. Please check it; numbers look like {example}. "
      "New report: write LAPOR and the text." },
    { "sms.appended", "ticket", TEXT_SMS,
      "Terima kasih. Keterangan Anda kami tambahkan ke laporan {ticket}. "
      "Untuk laporan baru: ketik LAPOR lalu isinya.",
      "Thank you. Your words were added to report {ticket}. "
      "New report: write LAPOR and the text." },
    { "sms.which_case", "list", TEXT_SMS,
      "Pesan Anda untuk laporan yang mana? Balas angkanya saja:\n{list}\n0 laporan baru",
      "Which report is your message about? Reply the number only:\n{list}\n0 new report" },
    { "sms.wrong_pick", "list", TEXT_SMS,
      "Maaf, angka itu tidak ada. Balas satu angka saja:\n{list}\n0 laporan baru",
      "Sorry, there is no such number. Reply one number only:\n{list}\n0 new report" },
    { "sms.picked", "ticket", TEXT_SMS,
      "Terima kasih. Pesan Anda kami tambahkan ke laporan {ticket}.",
      "Thank you. Your message was added to report {ticket}." },
    { "sms.help", "tenant emergency example", TEXT_SMS,
      "{tenant}. Lapor: ketik LAPOR, isi laporan dan tempatnya. Cek: ketik CEK lalu nomor laporan. "
      "Darurat: telepon {emergency}.",
      "{tenant}. Report: write LAPOR, what is wrong and where. Check: write CEK and the number. "
      "Emergency: call {emergency}." },
    { "sms.too_short", "tenant emergency", TEXT_SMS,
      "Mohon tulis apa yang terjadi dan di mana (desa atau kelurahan, kecamatan). "
      "Contoh: LAPOR jalan berlubang di depan pasar desa",
      "Please write what happened and where (village, district). "
      "For example: LAPOR hole in the road at the village market" },
    { "sms.too_many", "phone", TEXT_SMS,
      "Hari ini sudah banyak pesan dari Anda. Pesan Anda tersimpan dan dibaca petugas, "
      "tetapi tidak dibalas otomatis.",
      "Many messages came from you today. This one is kept and read by our staff, "
      "but there is no automatic answer." },
    { "sms.not_open", "ticket days", TEXT_SMS,
      "Laporan {ticket} sudah ditutup lebih dari {days} hari kerja dan tidak dapat dibuka lagi. "
      "Silakan buat laporan baru: ketik LAPOR lalu isinya.",
      "Report {ticket} was closed more than {days} working {days:day|days} ago and cannot be "
      "reopened. "
      "Please send a new one: write LAPOR and the text." },
    { "sms.stopped", "ticket", TEXT_SMS,
      "Baik, kabar laporan {ticket} tidak kami kirim lagi. Untuk bertanya balas: CEK {ticket}",
      "All right, no more news of report {ticket}. To ask reply: CEK {ticket}" },

    /* the guided conversation: what is answered, and what is asked behind it */
    { "guide.received", "ticket due tenant link emergency", NOTICE,
      "Laporan Anda kami terima. Nomor: {ticket}, diteruskan paling lambat {due}.",
      "We have your report. Number: {ticket}, it goes on by {due}." },
    { "guide.added", "ticket", NOTICE, "Terima kasih, kami tambahkan ke laporan {ticket}.",
      "Thank you, added to report {ticket}." },
    { "guide.located", "ticket place", NOTICE, "Terima kasih. Tempat laporan {ticket}: {place}.",
      "Thank you. The place of report {ticket}: {place}." },
    { "guide.dropped", "ticket", NOTICE,
      "Baik. Laporan {ticket} tetap kami tangani. Untuk menariknya balas: BATAL {ticket}",
      "All right. Report {ticket} is still handled. To take it back reply: BATAL {ticket}" },
    { "guide.skipped", "ticket", NOTICE, "Baik, tidak apa-apa. Laporan {ticket} kami tangani.",
      "All right, never mind. Report {ticket} is being handled." },
    { "guide.outside", "tenant", NOTICE,
      "Maaf, lokasi itu di luar wilayah {tenant}. Lokasinya kami simpan untuk petugas.",
      "Sorry, that position is outside {tenant}. It is kept for our staff." },
    { "guide.unusable", "", NOTICE,
      "Maaf, pesan suara, video, stiker, kontak dan berkas tidak dapat kami baca; kirimannya kami "
      "simpan. Mohon tulis dengan kata-kata, atau balas PETUGAS.",
      "Sorry, we cannot read voice messages, films, stickers, contacts and files; it is kept. "
      "Please write it in words, or reply PETUGAS for a human." },
    { "guide.no_cancel", "", NOTICE,
      "Tidak ada laporan yang dapat ditarik. Laporan dapat ditarik dalam 24 jam, sebelum "
      "diteruskan ke instansi.",
      "There is no report to take back. A report can be taken back within 24 hours, before it "
      "goes to an agency." },
    { "guide.shared", "ticket", NOTICE,
      "Laporan {ticket} juga disampaikan warga lain, jadi tetap ditangani. Kabarnya tidak kami "
      "kirim lagi kepada Anda.",
      "Others told us of report {ticket} too, so it is still handled. You will get no more news "
      "of it." },
    { "guide.rated", "ticket rating", NOTICE,
      "Terima kasih. Nilai {rating} untuk laporan {ticket} kami catat.",
      "Thank you. We noted {rating} for report {ticket}." },
    { "guide.photo_only", "", NOTICE, "Foto tanpa keterangan", "A photo without words" },
    { "guide.point_only", "", NOTICE, "Lokasi tanpa keterangan", "A position without words" },
    { "guide.point", "place", NOTICE, "Lokasi yang dikirim: {place}", "Position sent: {place}" },
    { "guide.map_point", "", NOTICE, "titik di peta", "a point on the map" },
    { "guide.ask_what", "", NOTICE, "Apa yang terjadi? Balas dengan beberapa kata.",
      "What happened? Reply in a few words." },
    { "guide.ask_place", "", NOTICE,
      "Di desa atau kelurahan mana? Balas nama tempatnya saja. Tidak tahu? Balas LEWATI.",
      "In which village is it? Reply the name of the place. Do not know? Reply LEWATI." },
    { "guide.ask_place_chat", "", TEXT_MAIL,
      "Di mana kejadiannya? Kirim lokasi, atau tulis nama desa atau kelurahannya. Tidak tahu? "
      "Balas LEWATI.",
      "Where is it? Send a position, or write the name of the village. Do not know? Reply "
      "LEWATI." },
    { "guide.ask_choose", "list", NOTICE,
      "Tempat mana yang dimaksud? Balas angkanya:\n{list}\n0 bukan semuanya",
      "Which place do you mean? Reply its number:\n{list}\n0 none of these" },
    { "guide.ask_photo", "", TEXT_MAIL, "Ada fotonya? Kirim ke sini. Bila tidak ada, balas LEWATI.",
      "Is there a photo? Send it here. If there is none, reply LEWATI." },
    { "guide.ask_cancel", "ticket", NOTICE,
      "Tarik laporan {ticket}? Balas YA untuk menarik, atau TIDAK bila tetap dilanjutkan.",
      "Take report {ticket} back? Reply YA to take it back, or TIDAK to go on." },
    { "button.skip", "", TEXT_MAIL, "Lewati", "Skip" },
    { "button.yes", "", TEXT_MAIL, "Ya, tarik", "Yes, take back" },
    { "button.no", "", TEXT_MAIL, "Tidak", "No" },
    { "button.none", "", TEXT_MAIL, "Bukan semuanya", "None of these" },
    { "guide.ask_rate", "ticket", NOTICE,
      "Nilai Anda untuk penanganan laporan {ticket}? Balas angka 1 (buruk) sampai 5 (baik).",
      "How was report {ticket} handled? Reply a number from 1 (bad) to 5 (good)." },

    /* a human leads the conversation */
    { "talk.waiting", "tenant emergency", NOTICE,
      "Baik, petugas kami akan menjawab Anda di sini. Pesan Anda tersimpan. Bahaya? Telepon "
      "{emergency}.",
      "All right, our staff will answer you here. Your message is kept. Danger? Call "
      "{emergency}." },
    { "talk.lost", "tenant emergency", NOTICE,
      "Maaf, kami belum paham. Petugas kami akan membaca pesan Anda dan menjawab di sini. Bahaya? "
      "Telepon {emergency}.",
      "Sorry, we did not understand. Our staff will read your message and answer here. Danger? "
      "Call {emergency}." },
    { "talk.taken", "tenant", NOTICE,
      "Anda kini dijawab langsung oleh petugas {tenant}. Jawaban otomatis berhenti sementara.",
      "You are now answered by a member of staff of {tenant}. Automatic answers pause." },
    { "talk.returned", "", NOTICE,
      "Percakapan dengan petugas selesai. Laporan baru: ketik LAPOR lalu isinya. Bertanya: ketik "
      "CEK lalu nomornya.",
      "The conversation with our staff is over. New report: write LAPOR and the text. To ask: "
      "write CEK and the number." },
    { "talk.timeout", "", NOTICE,
      "Maaf, petugas belum sempat menjawab. Pesan Anda tersimpan dan tetap menunggu petugas. "
      "Laporan baru: ketik LAPOR lalu isinya.",
      "Sorry, our staff could not answer yet. Your message is kept and still waits for them. New "
      "report: write LAPOR and the text." },

    /* to the reporter, at each public step */
    { "notice.received", "ticket due tenant link emergency", NOTICE,
      "Laporan Anda kami terima. Nomor: {ticket}. Diteruskan ke instansi paling lambat {due}. "
      "{link}",
      "We have your report. Number: {ticket}. It goes to an agency by {due}. {link}" },
    { "notice.received_emergency", "ticket due tenant link emergency", NOTICE,
      "Ada bahaya? Segera telepon {emergency}, gratis. Laporan Anda kami catat, nomor {ticket}. "
      "{link}",
      "In danger? Call {emergency} now, it is free. Your report is recorded, number {ticket}. "
      "{link}" },
    { "notice.emergency", "ticket link emergency", NOTICE,
      "Ada bahaya? Segera telepon {emergency}, gratis. Petugas laporan {ticket} sudah diberi tahu.",
      "In danger? Call {emergency} now, it is free. The staff of report {ticket} have been "
      "told." },
    { "notice.verified", "ticket due tenant link", NOTICE,
      "Laporan {ticket} sudah kami periksa: jelas dan lengkap. Diteruskan ke instansi paling "
      "lambat {due}.",
      "Report {ticket} has been checked: clear and complete. It goes to an agency by {due}." },
    { "notice.need_info", "ticket question due link", NOTICE,
      "Laporan {ticket}, kami perlu keterangan: {question} Mohon balas paling lambat {due}.",
      "Report {ticket}, we need to know: {question} Please reply by {due}." },
    { "notice.info_received", "ticket due link", NOTICE,
      "Terima kasih, jawaban Anda untuk laporan {ticket} kami terima. Penanganan dilanjutkan.",
      "Thank you, we have your answer to report {ticket}. The work goes on." },
    { "notice.assigned", "ticket agency due link", NOTICE,
      "Laporan {ticket} diteruskan ke {agency}. Tindak lanjut paling lambat {due}.",
      "Report {ticket} was sent to {agency}. Follow-up by {due}." },
    { "notice.reassigned", "ticket agency due link", NOTICE,
      "Laporan {ticket} dialihkan ke {agency}. Tenggatnya tetap {due}.",
      "Report {ticket} was passed on to {agency}. The deadline stays {due}." },
    { "notice.in_progress", "ticket agency due link", NOTICE,
      "Laporan {ticket} mulai dikerjakan {agency}.",
      "{agency} has begun to work on report {ticket}." },
    { "notice.progress", "ticket agency text link", NOTICE,
      "Kabar laporan {ticket} dari {agency}: {text}",
      "News of report {ticket} from {agency}: {text}" },
    { "notice.followup", "ticket agency text link", NOTICE,
      "Tindak lanjut laporan {ticket} oleh {agency}: {text}",
      "Follow-up of report {ticket} by {agency}: {text}" },
    { "notice.reply", "ticket agency text link", NOTICE,
      "Jawaban {agency} untuk laporan {ticket}: {text}",
      "Answer of {agency} to report {ticket}: {text}" },
    { "notice.proposed", "ticket agency text due link", NOTICE,
      "Laporan {ticket} dinyatakan selesai oleh {agency}: {text} Sudah beres? Balas SELESAI "
      "atau BELUM paling lambat {due}.",
      "{agency} says report {ticket} is done: {text} Is it? Reply SELESAI (done) or BELUM "
      "(not yet) by {due}." },
    { "notice.confirmed", "ticket agency link", NOTICE,
      "Terima kasih. Laporan {ticket} ditutup: selesai menurut Anda.",
      "Thank you. Report {ticket} is closed: done, as you say." },
    { "notice.unconfirmed", "ticket agency days link", NOTICE,
      "Laporan {ticket} ditutup karena belum ada jawaban dari Anda. Bila belum beres, balas BELUM "
      "{ticket} dalam {days} hari kerja.",
      "Report {ticket} was closed because we had no answer. If it is not solved, reply BELUM "
      "{ticket} within {days} working {days:day|days}." },
    { "notice.relayed", "ticket agency link", NOTICE,
      "Laporan {ticket} disampaikan langsung lewat telepon kepada {agency}.",
      "Report {ticket} was passed on to {agency} directly by telephone." },
    { "notice.aired", "ticket agency text link", NOTICE,
      "Laporan {ticket} dibahas di siaran {agency}: {text}",
      "Report {ticket} was discussed on air in {agency}: {text}" },
    { "notice.promised", "ticket agency text due link", NOTICE,
      "Laporan {ticket}: {agency} berjanji di siaran, paling lambat {due}: {text}",
      "Report {ticket}: {agency} promised on air, by {due}: {text}" },
    { "notice.promise_kept", "ticket agency text link", NOTICE,
      "Laporan {ticket}: janji {agency} di siaran sudah ditepati. {text}",
      "Report {ticket}: what {agency} promised on air has been done. {text}" },
    { "notice.rejected", "ticket reason tenant link", NOTICE,
      "Laporan {ticket} tidak dapat kami teruskan: {reason}",
      "We cannot pass on report {ticket}: {reason}" },
    { "notice.withdrawn", "ticket reason link", NOTICE,
      "Laporan {ticket} ditarik atas permintaan Anda. Masih perlu? Ketik LAPOR lalu isinya.",
      "Report {ticket} was taken back as you asked. Still needed? Write LAPOR and the text." },
    { "notice.restored", "ticket due link", NOTICE, "Laporan {ticket} kami proses kembali.",
      "Report {ticket} is being handled again." },
    { "notice.merged", "ticket main link", NOTICE,
      "Laporan {ticket} digabung dengan laporan {main} karena membahas hal yang sama. "
      "Kabarnya tetap kami kirim kepada Anda.",
      "Report {ticket} was joined with report {main} about the same matter. "
      "You will still hear from us." },
    { "notice.unmerged", "ticket main due link", NOTICE,
      "Laporan {ticket} tidak jadi digabung dengan {main} dan diproses sendiri.",
      "Report {ticket} was taken apart from {main} and is handled by itself." },
    { "notice.split", "ticket main link", NOTICE,
      "Laporan {ticket} memuat lebih dari satu hal. Hal lainnya kami proses sendiri dengan nomor "
      "{main}.",
      "Report {ticket} tells of more than one matter. The other one is handled by itself under "
      "number {main}." },
    { "notice.referred", "ticket agency reason link", NOTICE,
      "Laporan {ticket} bukan wewenang kami. Silakan hubungi {agency}: {reason}",
      "Report {ticket} is not within our powers. Please turn to {agency}: {reason}" },
    { "notice.reopened", "ticket agency due link", NOTICE,
      "Laporan {ticket} dibuka kembali. {agency} menindaklanjuti paling lambat {due}.",
      "Report {ticket} is open again. {agency} will follow it up by {due}." },
    { "notice.extended", "ticket agency due reason link", NOTICE,
      "{agency} perlu waktu lebih untuk laporan {ticket}, sampai {due}. Alasannya: {reason}",
      "{agency} needs more time for report {ticket}, until {due}. The reason: {reason}" },
    { "notice.expired", "ticket days link", NOTICE,
      "Laporan {ticket} ditutup karena pertanyaan kami belum terjawab. Balas SMS ini bila "
      "masih perlu ditangani.",
      "Report {ticket} was closed because our question was not answered. Reply if it still "
      "needs to be dealt with." },
    { "notice.overdue", "ticket agency due link", NOTICE,
      "Maaf, laporan {ticket} lewat tenggat {due}. Atasan {agency} sudah diberi tahu.",
      "Sorry, report {ticket} is past its deadline {due}. The superior of {agency} has been "
      "told." },
    { "notice.handed_over", "ticket tenant due link", NOTICE,
      "Laporan {ticket} kini ditangani {tenant}. Nomor dan tenggatnya tetap.",
      "Report {ticket} is now handled by {tenant}. Its number and deadline stay." },
    { "notice.link", "ticket link", NOTICE,
      "Pantau laporan {ticket}: {link} Tautan ini hanya untuk Anda, jangan dibagikan.",
      "Follow report {ticket}: {link} This link is for you only, do not share it." },
    { "notice.subject", "ticket status tenant", TEXT_MAIL, "[{ticket}] {status}",
      "[{ticket}] {status}" },

    /* under a public post: no ticket, no name, no address; short enough for X with the tenant */
    { "post.answer", "tenant", TEXT_PUBLIC,
      "Terima kasih, laporan Anda kami catat. Demi data pribadi Anda, mohon lanjutkan lewat pesan "
      "langsung ke akun ini; jangan tulis nama, nomor, atau alamat di sini. {tenant}",
      "Thank you, your report is recorded. For your privacy please go on by direct message to this "
      "account; do not write names, numbers or addresses here. {tenant}" },
    { "post.answer_emergency", "tenant emergency", TEXT_PUBLIC,
      "Ada bahaya? Segera telepon {emergency}, gratis. Laporan Anda kami catat; mohon lanjutkan "
      "lewat pesan langsung ke akun ini, jangan tulis nama atau nomor di sini. {tenant}",
      "In danger? Call {emergency} now, it is free. Your report is recorded; please go on by "
      "direct "
      "message to this account, do not write names or numbers here. {tenant}" },

    { "channel.test", "tenant", TEXT_SMS | TEXT_MAIL | TEXT_STAFF,
      "Ini pesan uji dari {tenant}. Tidak perlu dibalas.",
      "This is a test message from {tenant}. There is no need to answer." },

    /* to staff */
    { "staff.assigned", "ticket title agency place due link", TEXT_STAFF | NOTICE,
      "Laporan baru {ticket} untuk {agency}: {title}. Tindak lanjut paling lambat {due}.",
      "New report {ticket} for {agency}: {title}. Follow-up by {due}." },
    { "staff.handed", "ticket title agency place due link", TEXT_STAFF | NOTICE,
      "Laporan {ticket} diserahkan kepada Anda: {title}. Paling lambat {due}.",
      "Report {ticket} was handed to you: {title}. Due by {due}." },
    { "staff.warning", "ticket title agency clock due link", TEXT_STAFF | NOTICE,
      "Segera: laporan {ticket} mendekati tenggat {due} ({clock}): {title}",
      "Soon: report {ticket} nears its deadline {due} ({clock}): {title}" },
    { "staff.breach", "ticket title agency clock due link", TEXT_STAFF | NOTICE,
      "Lewat tenggat: laporan {ticket}, {clock}, seharusnya {due}. Di {agency}: {title}",
      "Overdue: report {ticket}, {clock}, was due {due}. With {agency}: {title}" },
    { "staff.ladder", "ticket title agency clock due days whom link", TEXT_STAFF | NOTICE,
      "Yth. {whom}: laporan {ticket} di {agency} lewat tenggat {days} hari kerja ({clock}): "
      "{title}",
      "To {whom}: report {ticket} with {agency} is {days} working {days:day|days} overdue "
      "({clock}): "
      "{title}" },
    { "staff.returned", "ticket title agency reason link", TEXT_STAFF | NOTICE,
      "{agency} mengembalikan laporan {ticket}: {reason}",
      "{agency} returned report {ticket}: {reason}" },
    { "staff.reopened", "ticket title agency text due link", TEXT_STAFF | NOTICE,
      "Pelapor menyatakan belum selesai: laporan {ticket}, {agency}. {text}",
      "The reporter says it is not done: report {ticket}, {agency}. {text}" },
    { "staff.info_received", "ticket title agency text link", TEXT_STAFF | NOTICE,
      "Pelapor menjawab pertanyaan pada laporan {ticket}: {text}",
      "The reporter answered the question on report {ticket}: {text}" },
    { "staff.extension_asked", "ticket title agency reason due link", TEXT_STAFF | NOTICE,
      "{agency} meminta waktu sampai {due} untuk laporan {ticket}: {reason}",
      "{agency} asks for time until {due} for report {ticket}: {reason}" },
    { "staff.replied", "ticket title agency text link", TEXT_STAFF | NOTICE,
      "Pelapor menambahkan keterangan pada laporan {ticket}: {text}",
      "The reporter added to report {ticket}: {text}" },
    { "staff.progress_asked", "ticket title agency text due link", TEXT_STAFF | NOTICE,
      "Pelapor menanyakan perkembangan laporan {ticket} ({agency}): {title}. Jawab paling lambat "
      "{due}. {text}",
      "The reporter asks how report {ticket} is going ({agency}): {title}. Answer by {due}. "
      "{text}" },
    { "staff.time_granted", "ticket title agency due days link", TEXT_STAFF | NOTICE,
      "Tambahan {days} hari kerja untuk laporan {ticket} disetujui. Tenggat baru {due}.",
      "{days} more working days for report {ticket} were granted. The new deadline is {due}." },
    { "staff.time_denied", "ticket title agency due reason link", TEXT_STAFF | NOTICE,
      "Tambahan waktu untuk laporan {ticket} tidak disetujui, tenggatnya tetap {due}: {reason}",
      "More time for report {ticket} was not granted, the deadline stays {due}: {reason}" },
    { "staff.promised", "ticket title agency text due link", TEXT_STAFF | NOTICE,
      "{agency} berjanji di siaran radio, paling lambat {due}: {text} (laporan {ticket})",
      "{agency} promised on the radio, by {due}: {text} (report {ticket})" },
    { "staff.promise_due", "ticket title agency text due link", TEXT_STAFF | NOTICE,
      "Segera: janji {agency} di siaran radio jatuh tempo {due}: {text} (laporan {ticket})",
      "Soon: the promise of {agency} on the radio is due {due}: {text} (report {ticket})" },
    { "staff.promise_late", "ticket title agency text due link", TEXT_STAFF | NOTICE,
      "Lewat tenggat: janji {agency} di siaran radio, seharusnya {due}: {text} (laporan {ticket})",
      "Overdue: the promise of {agency} on the radio, was due {due}: {text} (report {ticket})" },
    { "staff.low_rating", "ticket title agency rating text link", TEXT_STAFF | NOTICE,
      "Pelapor memberi nilai {rating} dari 5 pada laporan {ticket} ({agency}). Mohon ditinjau: "
      "{title} {text}",
      "The reporter gave {rating} of 5 to report {ticket} ({agency}). Please review it: "
      "{title} {text}" },
    { "staff.arrived", "ticket title due link", TEXT_STAFF | NOTICE,
      "Laporan {ticket} diserahkan kepada kita oleh pemerintah daerah lain: {title}. Paling lambat "
      "{due}.",
      "Report {ticket} was handed to us by another government: {title}. Due by {due}." },
    { "staff.emergency", "ticket title place emergency link", TEXT_STAFF | NOTICE,
      "DARURAT pada laporan {ticket}: {title}. Tempat: {place}. Hubungi {emergency}.",
      "EMERGENCY in report {ticket}: {title}. Place: {place}. Call {emergency}." },
};

guint text_count(void)
{
    return G_N_ELEMENTS(TEXTS);
}

const TextRow *text_at(guint index)
{
    g_assert(index < G_N_ELEMENTS(TEXTS));
    return &TEXTS[index];
}

const TextRow *text_row(const char *key)
{
    for (guint i = 0; key && i < G_N_ELEMENTS(TEXTS); i++) {
        if (!strcmp(TEXTS[i].key, key))
            return &TEXTS[i];
    }
    return NULL;
}

const char *text_standard(const char *key, const char *lang)
{
    const TextRow *row = text_row(key);
    if (!row)
        return NULL;
    return !g_strcmp0(lang, "en") ? row->en : row->id;
}

static bool is_listed(const char *list, const char *name, gsize length)
{
    for (const char *at = list; *at;) {
        gsize word = strcspn(at, " ");
        if (word == length && !strncmp(at, name, length))
            return true;
        at += word;
        at += strspn(at, " ");
    }
    return false;
}

char *text_unknown_placeholder(const TextRow *row, const char *body)
{
    for (const char *open = strchr(body, '{'); open; open = strchr(open + 1, '{')) {
        const char *close = strchr(open, '}');
        gsize length = close ? strcspn(open + 1, ":}") : strlen(open + 1);
        if (!close || !is_listed(row->placeholders, open + 1, length))
            return g_strndup(open + 1, length);
    }
    return NULL;
}
