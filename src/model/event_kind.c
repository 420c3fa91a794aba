/* How each kind of event reads in a timeline. {agency}, {reason}, {date} ... come from its data. */
#include "model/event_kind.h"

#include "base/error.h"

#include <string.h>

const EventKind EVENT_KINDS[] = {
    { "case.received", N_("Laporan diterima lewat {channel}") },
    { "case.verified", N_("Laporan diverifikasi: jelas dan lengkap") },
    { "case.info_asked", N_("Kami bertanya kepada pelapor") },
    { "case.answered", N_("Jawaban pelapor dicatat petugas") },
    { "case.rejected", N_("Laporan ditolak: {reason}") },
    { "case.restored", N_("Laporan dibuka lagi") },
    { "case.merged", N_("Digabungkan dengan laporan {ticket}") },
    { "case.unmerged", N_("Dipisahkan lagi dari laporan {ticket}") },
    { "case.absorbed", N_("Laporan {ticket} tentang hal yang sama digabungkan ke sini") },
    { "case.released", N_("Laporan {ticket} dipisahkan lagi") },
    { "case.progress_asked", N_("Pelapor menanyakan perkembangan laporan") },
    { "case.observed", N_("Orang lain melaporkan hal yang sama ({ticket})") },
    { "case.classified", N_("Kategori atau tempat diperbarui") },
    { "case.disposed", N_("Diteruskan ke {agency}") },
    { "case.referred", N_("Dirujuk ke luar pemerintah daerah ini") },
    { "case.handed_over", N_("Diserahkan dari {from} kepada {to}") },
    { "case.accepted", N_("{agency} mulai mengerjakan") },
    { "case.returned", N_("{agency} mengembalikan: bukan kewenangannya") },
    { "case.noted", N_("Catatan internal") },
    { "case.progress", N_("Kabar kemajuan dari {agency}") },
    { "case.handed_to", N_("Diserahkan kepada petugas {officer}") },
    { "case.time_asked", N_("{agency} meminta tambahan {days} hari kerja") },
    { "case.time_granted", N_("Tambahan {days} hari kerja disetujui, tenggat baru {date}") },
    { "case.time_denied", N_("Tambahan waktu tidak disetujui") },
    { "case.followed_up", N_("Tindak lanjut dari {agency}") },
    { "case.proposed", N_("{agency} menyatakan selesai dan meminta kepastian pelapor") },
    { "case.replied", N_("Pelapor menambahkan keterangan") },
    { "case.confirmed", N_("Pelapor memastikan: sudah beres") },
    { "case.disputed", N_("Pelapor menyatakan belum selesai; laporan dibuka kembali") },
    { "case.rated", N_("Pelapor memberi nilai {rating} dari 5") },
    { "case.located", N_("Pelapor memberi tahu tempatnya") },
    { "case.withdrawn", N_("Pelapor menarik laporannya") },
    { "case.supported", N_("Warga lain juga mengalami") },
    { "case.info_expired", N_("Ditutup: pertanyaan tidak dijawab sampai batas waktu") },
    { "case.unconfirmed", N_("Ditutup tanpa konfirmasi: tidak ada tanggapan sampai batas waktu") },
    { "case.alarmed", N_("Ada kata darurat dalam laporan ini") },
    { "case.alarm_taken", N_("Tanda darurat sudah ditangani petugas") },
    { "case.reviewed", N_("Nilai rendah ditinjau atasan") },
    { "talk.opened", N_("Percakapan menunggu petugas") },
    { "talk.heard", N_("Warga menulis dalam percakapan") },
    { "talk.taken", N_("Percakapan diambil petugas") },
    { "talk.said", N_("Petugas menulis dalam percakapan") },
    { "talk.returned", N_("Percakapan dikembalikan") },
    { "talk.attached", N_("Percakapan dilampirkan pada laporan ini") },
    { "clock.warned", N_("Peringatan: tenggat {clock} mendekat ({date})") },
    { "clock.breached", N_("Tenggat {clock} terlewati ({date})") },
    { "clock.escalated", N_("Keterlambatan {clock} disampaikan kepada {whom}") },
    { "clock.recomputed", N_("Tenggat {clock} dihitung ulang: {old} menjadi {date}") },
    { "identity.opened", N_("Identitas pelapor dibuka: {reason}") },
    { "content.opened", N_("Isi laporan rahasia dibaca") },
    { "paper.opened", N_("Surat pelapor diunduh") },
    { "desk.opened", N_("Petugas masuk di posko {desk}") },
    { "desk.closed", N_("Petugas pulang dari posko {desk}") },
    { "desk.queue", N_("Antrean posko {desk}: {what} nomor {number}") },
    { "desk.searched", N_("Laporan dicari di posko menurut {by}") },
    { "account.signed_in", N_("Masuk: {login}") },
    { "account.locked", N_("Akun dikunci setelah gagal masuk: {login}") },
    { "account.added", N_("Akun dibuat: {login}") },
    { "account.changed", N_("Akun diubah: {login}") },
    { "key.added", N_("Kunci API dibuat: {label}") },
    { "key.revoked", N_("Kunci API dicabut: {label}") },
    { "case.departed", N_("Laporan diserahkan ke pemda lain, beserta catatannya") },
    { "case.arrived", N_("Laporan diterima dari pemda lain, beserta catatannya") },
    { "post.received", N_("Unggahan publik disimpan") },
    { "post.taken", N_("Unggahan publik menjadi laporan {ticket}") },
    { "post.attached", N_("Unggahan publik ditambahkan ke laporan {ticket}") },
    { "post.discarded", N_("Unggahan publik diabaikan") },
    { "post.restored", N_("Unggahan publik dikembalikan ke daftar") },
    { "pack.loaded", N_("Paket dimuat") },
    { "data.exported", N_("Data tersegel ikut diekspor: {reason}") },
    { NULL, NULL },
};

const EventKind *event_kind(const char *kind)
{
    for (const EventKind *k = EVENT_KINDS; k->kind; k++)
        if (strcmp(k->kind, kind) == 0)
            return k;
    return NULL;
}
