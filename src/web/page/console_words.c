/* What the forms of the actions say: labels, what an action brings with it, what its button does.
 */
#include "web/page/console.h"

const char *console_text_label(Action action)
{
    switch ((int)action) {
    case ACTION_ASK_INFO:
        return N_("Pertanyaan kepada pelapor");
    case ACTION_DISPOSE:
        return N_("Catatan untuk instansi (boleh kosong)");
    case ACTION_REJECT:
        return N_("Penjelasan kepada pelapor (boleh kosong)");
    case ACTION_RETURN:
        return N_("Mengapa bukan kewenangan instansi Anda?");
    case ACTION_NOTE:
        return N_("Catatan, hanya dibaca petugas");
    case ACTION_TAKE_ALARM:
        return N_("Siapa yang dihubungi dan pukul berapa? (boleh kosong)");
    case ACTION_REVIEW:
        return N_("Apa hasil peninjauan Anda?");
    case ACTION_FOLLOW_UP:
        return N_("Tindak lanjut, dibaca pelapor dan umum");
    case ACTION_PROGRESS:
        return N_("Kabar, dibaca pelapor dan umum");
    case ACTION_PROPOSE:
        return N_("Apa yang sudah dikerjakan?");
    case ACTION_REFER:
        return N_("Ke mana pelapor harus pergi? Tulis nama dan alamatnya");
    case ACTION_ASK_TIME:
        return N_("Mengapa perlu tambahan waktu?");
    case ACTION_SPLIT:
        return N_("Apa hal lainnya? Menjadi judul kasus yang baru");
    case ACTION_RESTORE:
    case ACTION_UNMERGE:
    case ACTION_DENY_TIME:
    case ACTION_HAND_OVER:
        return N_("Alasan");
    default:
        return N_("Catatan (boleh kosong)");
    }
}

const char *console_action_about(Action action)
{
    switch ((int)action) {
    case ACTION_ASK_INFO:
        return N_("Tenggat berhenti sampai pelapor menjawab.");
    case ACTION_RETURN:
        return N_("Kembali ke admin; tenggat tidak diulang.");
    case ACTION_SPLIT:
        return N_(
            "Kasus yang baru memuat laporan yang sama, untuk diverifikasi sendiri. Tenggatnya "
            "dihitung dari saat laporan masuk. Dibatalkan dengan menggabungkannya ke sini.");
    case ACTION_CLASSIFY:
        return N_("Tidak mengubah status. Keterbukaan hanya dapat dipersempit.");
    case ACTION_NOTE:
        return N_("Pelapor dan umum tidak melihat catatan ini.");
    case ACTION_TAKE_ALARM:
        return N_("Menghapus tanda darurat bagi semua petugas.");
    case ACTION_REVIEW:
        return N_("Hanya dibaca petugas. Bila pekerjaannya kurang, minta instansi memperbaikinya.");
    case ACTION_FOLLOW_UP:
        return N_("Tampil di halaman laporan dan menghentikan tenggat tindak lanjut.");
    case ACTION_ASK_TIME:
        return N_("Atasan instansi Anda yang memutuskan. Sampai itu tenggat tetap berjalan.");
    case ACTION_PROPOSE:
        return N_("Pelapor diminta memastikan sudah beres atau belum.");
    default:
        return NULL;
    }
}

/* Its label names an action; its button says what pressing it does. */
const char *console_submit_label(const Transition *t)
{
    switch ((int)t->action) {
    case ACTION_VERIFY:
        return N_("Simpan verifikasi");
    case ACTION_DISPOSE:
        return N_("Teruskan ke instansi");
    case ACTION_ASK_INFO:
        return N_("Kirim pertanyaan");
    case ACTION_ANSWERED:
        return N_("Simpan jawaban");
    case ACTION_REJECT:
        return N_("Tolak laporan");
    case ACTION_RESTORE:
        return N_("Buka lagi laporan");
    case ACTION_CLASSIFY:
        return N_("Simpan perubahan");
    case ACTION_ACCEPT:
        return N_("Terima dan kerjakan");
    case ACTION_RETURN:
        return N_("Kembalikan ke admin");
    case ACTION_NOTE:
        return N_("Simpan catatan");
    case ACTION_PROGRESS:
        return N_("Terbitkan kabar");
    case ACTION_ASK_TIME:
        return N_("Kirim permintaan");
    default:
        return t->label;
    }
}
