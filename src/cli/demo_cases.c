/* The invented cases of the demo: nobody said this, nothing of it happened. */
#include "cli/demo.h"

#define V(h)                                                                                       \
    {                                                                                              \
        ACTION_VERIFY, h, ""                                                                       \
    }
#define D(h)                                                                                       \
    {                                                                                              \
        ACTION_DISPOSE, h, ""                                                                      \
    }
#define A(h)                                                                                       \
    {                                                                                              \
        ACTION_ACCEPT, h, ""                                                                       \
    }
#define P(h, t)                                                                                    \
    {                                                                                              \
        ACTION_PROGRESS, h, t                                                                      \
    }
#define N(h, t)                                                                                    \
    {                                                                                              \
        ACTION_NOTE, h, t                                                                          \
    }
#define F(h, t)                                                                                    \
    {                                                                                              \
        ACTION_FOLLOW_UP, h, t                                                                     \
    }
#define S(h, t)                                                                                    \
    {                                                                                              \
        ACTION_PROPOSE, h, t                                                                       \
    }
#define C(h)                                                                                       \
    {                                                                                              \
        ACTION_CONFIRM, h, ""                                                                      \
    }
#define RATE(h)                                                                                    \
    {                                                                                              \
        ACTION_RATE, h, ""                                                                         \
    }
#define PLAIN CLASS_COMPLAINT, VISIBILITY_OPEN

/* clang-format off */
const DemoCase DEMO_CASES[] = {
    { "jalan_rusak", 41, 8, "web", PLAIN, "depan sekolah dasar",
      "Jalan berlubang sedalam mata kaki tepat di tikungan, sudah dua anak jatuh dari sepeda.",
      { V(3), D(2), A(20), P(48, "Lubang sudah diukur, aspal tambalan dipesan."),
        F(70, "Lubang ditambal dengan aspal dingin sepanjang 12 meter."),
        S(4, "Jalan sudah rata dan dapat dilalui."), C(30), RATE(1) } },
    { "lampu_jalan", 36, 19, "sms", PLAIN, "jalan menuju pasar",
      "Lampu jalan mati sejak seminggu, kalau malam gelap sekali dan rawan.",
      { V(13), D(1), A(5), F(26, "Tiga lampu diganti dengan LED dan dicoba malam hari."),
        S(1, "Semua lampu di ruas ini sudah menyala."), C(12), RATE(1) } },
    { "sampah", 33, 6, "web", PLAIN, "pojok lapangan",
      "Sampah menumpuk di pinggir jalan dekat tempat bermain anak, baunya sampai ke rumah.",
      { V(3), D(1), A(4), F(20, "Sampah diangkut dua truk, papan larangan dipasang."),
        S(2, "Lokasi bersih dan masuk rute harian."), { ACTION_EXPIRE_CONFIRM, 340, "" } } },
    { "banjir", 30, 16, "web", PLAIN, "gang belakang masjid",
      "Setiap hujan lebih dari satu jam air masuk ke rumah, saluran tidak sanggup.",
      { V(18), D(2), A(24), P(50, "Saluran disurvei, perlu normalisasi 200 meter."),
        { ACTION_ASK_TIME, 2, "Menunggu alat berat yang masih dipakai di kecamatan lain." },
        { ACTION_GRANT_TIME, 20, "" }, F(96, "Sedimen dikeruk 80 meter, sisanya minggu depan.") } },
    { "drainase", 27, 9, "desk", PLAIN, "depan balai desa",
      "Selokan mampet penuh lumpur dan plastik, airnya meluap ke jalan.",
      { V(1), D(1), A(22), F(28, "Selokan dibersihkan bersama warga, lumpur diangkut."),
        S(1, "Air sudah mengalir."), C(6), RATE(2) } },
    { "adminduk", 25, 10, "web", CLASS_INFORMATION, VISIBILITY_OPEN, "",
      "Berapa lama mengganti KTP yang rusak dan surat apa saja yang harus dibawa?",
      { V(2), D(1), A(3), F(4, "Penggantian KTP rusak selesai hari itu juga selama blangko ada. "
        "Bawa KTP lama dan fotokopi KK."), S(1, "Pertanyaan sudah dijawab."), C(3), RATE(1) } },
    { "pendidikan", 23, 13, "web", CLASS_COMPLAINT, VISIBILITY_ANONYMOUS, "sekolah dasar",
      "Atap dua ruang kelas bocor, murid pindah ke mushola setiap kali hujan.",
      { V(4), D(16), A(26), N(2, "Sudah masuk usulan rehab tahun ini, cek dengan bidang sarpras."),
        P(70, "Atap ditutup sementara dengan terpal, rehab dijadwalkan.") } },
    { "kesehatan", 21, 9, "web", PLAIN, "puskesmas",
      "Antrean poli gigi dibatasi sepuluh orang sehari padahal datang sejak subuh.",
      { V(3), D(2), A(20), F(44, "Kuota ditambah menjadi dua puluh dan dapat diambil lewat telepon."),
        S(2, "Aturan baru ditempel di loket."),
        { ACTION_DISPUTE, 40, "Kemarin masih sepuluh orang, petugas loket belum tahu." } } },
    { "air_bersih", 20, 7, "sms", PLAIN, "perumahan",
      "Air ledeng tidak mengalir tiga hari, tagihan jalan terus.",
      { V(2), D(1), A(3), P(5, "Pipa utama bocor, perbaikan sedang berjalan."),
        F(18, "Pipa sudah disambung, tekanan dinaikkan bertahap."), S(3, "Air sudah mengalir normal."),
        C(20), RATE(1) } },
    { "pohon", 18, 15, "web", PLAIN, "tepi jalan raya",
      "Pohon besar miring ke arah kabel listrik, dahannya sudah patah satu.",
      { V(1), D(1), A(2), F(16, "Pohon dipangkas dan dahan diangkut."),
        S(1, "Sudah aman."), C(10), RATE(2) } },
    { "bansos", 17, 11, "web", CLASS_HELP, VISIBILITY_ANONYMOUS, "",
      "Tetangga saya janda lanjut usia tinggal sendiri dan belum pernah menerima bantuan apa pun.",
      { V(4), D(20), A(24), P(48, "Petugas sudah berkunjung, data diusulkan ke musyawarah desa.") } },
    { "jalan_rusak", 16, 9, "web", PLAIN, "dekat jembatan kecil",
      "Aspal mengelupas sepanjang kira-kira lima puluh meter, pengendara motor menghindar ke tengah.",
      { V(5), D(22), A(30) } },
    { "lalu_lintas", 15, 17, "web", PLAIN, "perempatan pasar",
      "Lampu merah mati dan tidak ada petugas, tiap sore macet.",
      { V(15), D(1), A(3), F(24, "Modul pengatur diganti."), S(1, "Lampu berfungsi lagi."),
        { ACTION_DISPUTE, 60, "Sore ini mati lagi." }, A(14) } },
    { "ketertiban", 14, 20, "web", CLASS_COMPLAINT, VISIBILITY_ANONYMOUS, "lapangan kecamatan",
      "Balap liar tiap malam Minggu sampai lewat tengah malam, warga tidak bisa tidur.",
      { V(13), D(1), A(20), F(60, "Patroli bersama dilakukan dua malam berturut-turut.") } },
    { "pelayanan", 13, 10, "desk", PLAIN, "kantor kecamatan",
      "Loket sudah tutup jam dua siang padahal tertulis buka sampai jam empat.",
      { V(2), { ACTION_ASK_INFO, 1, "Hari dan tanggal berapa kejadiannya?" },
        { ACTION_REPLY, 25, "Hari Senin kemarin, saya datang jam dua lewat sepuluh." }, D(20) } },
    { "pungli", 12, 21, "web", CLASS_COMPLAINT, VISIBILITY_SECRET, "kantor pelayanan",
      "Diminta uang terima kasih untuk mempercepat surat, katanya tidak ada kuitansi.",
      { V(12), D(2), A(26), N(4, "Dipanggil untuk klarifikasi, jadwal menyusul.") } },
    { "sampah", 11, 7, "sms", PLAIN, "tepi sungai",
      "Orang membuang sampah ke sungai dari jembatan, sudah menggunung.",
      { V(4), D(24), A(70) } },
    { "taman", 10, 16, "web", CLASS_ASPIRATION, VISIBILITY_OPEN, "alun-alun",
      "Mohon ditambah tempat duduk dan lampu di alun-alun supaya lansia bisa beristirahat.",
      { V(17), D(3), A(20), P(24, "Usulan dicatat untuk perencanaan taman tahun depan.") } },
    { "lampu_jalan", 9, 18, "sms", PLAIN, "gang sempit",
      "Tiang lampu miring hampir roboh setelah ditabrak truk.",
      { V(14), D(1), A(2), F(20, "Tiang ditegakkan dan dicor ulang."), S(1, "Lampu menyala.") } },
    { "listrik_telekomunikasi", 9, 8, "web", PLAIN, "depan pos ronda",
      "Kabel menjuntai setinggi kepala orang dewasa, sudah dilaporkan ke kantor tetapi belum ada kabar.",
      { V(3), { ACTION_REFER, 2, "Kabel milik PLN. Hubungi PLN 123; laporan ini sudah kami sampaikan juga." } } },
    { "lainnya", 8, 22, "web", PLAIN, "",
      "tes tes apakah ini jalan",
      { { ACTION_REJECT, 10, "" } } },
    { "jembatan", 8, 9, "web", PLAIN, "jembatan menuju sawah",
      "Pagar jembatan hilang satu sisi, anak-anak lewat sini ke sekolah.",
      { V(2), D(1), A(22), P(40, "Pagar sementara dari bambu sudah dipasang.") } },
    { "jalan_rusak", 7, 8, "web", PLAIN, "depan pasar",
      "Jalan berlubang di depan pasar, becek dan licin kalau hujan.",
      { V(3), D(20), A(24) } },
    { "adminduk", 7, 11, "web", PLAIN, "",
      "Akta kelahiran anak sudah tiga minggu belum jadi, di sistem tertulis diproses.",
      { V(2), D(2), { ACTION_RETURN, 22, "Berkas masih di kecamatan, bukan di dinas kami." } } },
    { "parkir_angkutan", 6, 12, "web", PLAIN, "depan rumah sakit",
      "Juru parkir meminta lima ribu untuk motor tanpa karcis.",
      { V(5), D(18), A(26) } },
    { "irigasi", 6, 6, "sms", PLAIN, "sawah sebelah timur desa",
      "Pintu air rusak tidak bisa ditutup, sawah kami kebanjiran.",
      { V(3), D(2), A(20), P(30, "Pintu air dilepas untuk diperbaiki di bengkel.") } },
    { "trotoar", 5, 16, "web", PLAIN, "depan kantor pos",
      "Trotoar dipakai jualan dan parkir, kursi roda tidak bisa lewat.",
      { V(16), D(2) } },
    { "pertanian", 5, 9, "desk", CLASS_HELP, VISIBILITY_OPEN, "kelompok tani",
      "Pupuk bersubsidi di kios tidak ada sejak awal bulan, padi sudah waktunya dipupuk.",
      { V(2), D(1), A(5) } },
    { "jalan_rusak", 4, 7, "sms", PLAIN, "",
      "jalan rusak parah tolong diperbaiki",
      { { ACTION_ASK_INFO, 3, "Di jalan dan desa mana? Sebutkan patokan yang mudah dicari." } } },
    { "banjir", 4, 18, "web", PLAIN, "perempatan",
      "Genangan setinggi lutut di perempatan, motor banyak yang mogok.", { V(13), D(1) } },
    { "kesehatan", 3, 10, "web", CLASS_ASPIRATION, VISIBILITY_OPEN, "puskesmas pembantu",
      "Usul posyandu lansia buka juga hari Sabtu supaya keluarga bisa mengantar.", { V(4) } },
    { "desa", 3, 14, "web", CLASS_INFORMATION, VISIBILITY_OPEN, "balai desa",
      "Di mana warga dapat melihat laporan penggunaan dana desa tahun lalu?", { V(4), D(16) } },
    { "pencemaran", 3, 20, "web", CLASS_COMPLAINT, VISIBILITY_ANONYMOUS, "belakang pabrik",
      "Asap hitam dan bau menyengat tiap malam, anak saya batuk-batuk.", { V(12) } },
    { "lampu_jalan", 2, 19, "sms", PLAIN, "jalan ke makam", "LAMPU JALAN MATI 4 TITIK MOHON DIGANTI",
      { V(13) } },
    { "sampah", 2, 6, "web", PLAIN, "depan sekolah",
      "Bak sampah di depan sekolah sudah penuh dan belum diangkut tiga hari.", { { ACTION_NONE, 0, NULL } } },
    { "wisata_budaya", 1, 11, "web", CLASS_ASPIRATION, VISIBILITY_OPEN, "pantai",
      "Mohon ada tempat ganti dan kamar mandi yang bersih di tempat wisata.", { { ACTION_NONE, 0, NULL } } },
    { "jalan_rusak", 1, 7, "web", PLAIN, "tanjakan",
      "Lubang besar di tanjakan, semalam ada pengendara jatuh.", { { ACTION_NONE, 0, NULL } } },
    { "drainase", 1, 15, "sms", PLAIN, "", "got depan rumah mampet air tidak jalan mohon bantuan",
      { { ACTION_NONE, 0, NULL } } },
    { "pelayanan", 0, 1, "web", CLASS_COMPLAINT, VISIBILITY_ANONYMOUS, "kantor kelurahan",
      "Telepon kantor tidak pernah diangkat, saya harus datang dua kali.", { { ACTION_NONE, 0, NULL } } },
    /* a province's own affairs */
    { "jalan_provinsi", 22, 9, "web", PLAIN, "ruas jalan provinsi",
      "Jalan provinsi berlubang di tanjakan, truk sering berhenti di tengah.",
      { V(3), D(2), A(20), P(60, "Masuk jadwal pemeliharaan rutin.") } },
    { "bantuan_sakit", 14, 10, "web", CLASS_HELP, VISIBILITY_ANONYMOUS, "",
      "Orang tua kami harus cuci darah dua kali seminggu dan kehabisan ongkos ke rumah sakit.",
      { V(2), D(2), A(24) } },
    { "sungai_irigasi", 9, 8, "web", PLAIN, "tanggul",
      "Tanggul sungai retak sepanjang sepuluh meter setelah hujan semalam.", { V(1), D(1), A(4) } },
    { "pajak_kendaraan", 5, 13, "web", CLASS_INFORMATION, VISIBILITY_OPEN, "",
      "Apakah pajak kendaraan bisa dibayar di samsat lain kota?", { V(2), D(2), A(3),
        F(20, "Bisa, di semua samsat provinsi ini dan lewat aplikasi."), S(1, "Sudah dijawab.") } },
    { "sekolah_menengah", 3, 9, "web", PLAIN, "SMA negeri",
      "Iuran komite diwajibkan dan ditagih lewat murid.", { V(5) } },
    { "rumah_sakit", 1, 8, "web", PLAIN, "rumah sakit provinsi",
      "Kursi tunggu pendaftaran kurang, lansia berdiri lama.", { { ACTION_NONE, 0, NULL } } },
    { NULL, 0, 0, NULL, PLAIN, NULL, NULL, { { ACTION_NONE, 0, NULL } } },
};
/* clang-format on */
