// Complaints made up by rule, for measuring proposals: 46 topics that share words, 19 agencies, names of
// places with typing mistakes, informal spelling, wrong decisions among the right ones, and a drift of
// what people write about. The same seed gives the same set.

const TOPICS = {
  // code: [agency, share, what is there, what is wrong with it]
  jalan_rusak: ['pu', 90, 'jalan,jalan desa,jalan raya,aspal,jalan kabupaten,akses jalan,ruas jalan', 'rusak parah,berlubang,bolong bolong,ambles,bergelombang,hancur,belum diperbaiki bertahun tahun,becek kalau hujan,banyak yang jatuh'],
  jalan_lingkungan: ['perkim', 30, 'jalan gang,jalan kampung,paving gang,jalan lingkungan,gang kami', 'rusak,becek,belum dipaving,licin,sempit tidak bisa lewat mobil,paving lepas'],
  jembatan: ['pu', 14, 'jembatan,jembatan gantung,jembatan desa,pagar jembatan', 'retak,mau roboh,putus,berlubang papannya,pagarnya hilang,goyang kalau dilewati'],
  trotoar: ['pu', 14, 'trotoar,jalur pejalan kaki,trotoar depan pasar', 'rusak,dipakai parkir,dipakai jualan,berlubang,tidak bisa untuk kursi roda'],
  pju: ['dishub', 50, 'lampu jalan,pju,penerangan jalan,lampu penerangan,tiang lampu jalan', 'mati,padam,gelap gulita kalau malam,berkedip kedip,belum ada,tiangnya miring'],
  lampu_merah: ['dishub', 10, 'lampu merah,traffic light,apill,lampu lalu lintas', 'mati,tidak nyala,kelamaan,hijau semua,rusak sejak kemarin'],
  rambu: ['dishub', 10, 'rambu,marka jalan,cermin tikungan,zebra cross,polisi tidur', 'hilang,tidak kelihatan,rusak,perlu dipasang,pudar catnya'],
  parkir_liar: ['dishub', 34, 'parkir liar,mobil parkir,motor parkir,juru parkir,truk parkir', 'di bahu jalan,bikin macet,minta uang lebih,tidak kasih karcis,menutup gerbang rumah,sembarangan'],
  macet: ['dishub', 16, 'kemacetan,arus lalu lintas,simpang,pertigaan', 'macet setiap pagi,macet parah,semrawut,tidak ada petugas,perlu diatur'],
  angkutan: ['dishub', 10, 'angkot,bus sekolah,angkutan umum,terminal,halte', 'ugal ugalan,jarang lewat,kotor,ngetem lama,tarif naik'],
  sampah_liar: ['dlh', 60, 'sampah,tumpukan sampah,pembuangan sampah liar,tps liar', 'menumpuk,bau menyengat,dibuang di pinggir jalan,dibuang ke sungai,sembarangan,banyak lalat'],
  sampah_angkut: ['dlh', 40, 'truk sampah,petugas sampah,bak sampah,pengangkutan sampah,kontainer sampah', 'tidak datang seminggu,belum diangkut,penuh,minta uang tambahan,terlambat terus'],
  pohon: ['dlh', 36, 'pohon,dahan pohon,pohon besar,ranting', 'tumbang,mau roboh,menutup kabel,perlu dipangkas,kena rumah warga,menutup lampu'],
  taman: ['dlh', 8, 'taman,taman kota,ruang terbuka,alun alun', 'kotor,rusak permainannya,tidak terawat,gelap,banyak orang pacaran'],
  limbah: ['dlh', 18, 'limbah pabrik,limbah tahu,air limbah,limbah tambak', 'dibuang ke sungai,bau,mencemari sumur,hitam airnya,ikan mati'],
  polusi: ['dlh', 16, 'asap,debu,bau kandang ayam,pembakaran sampah,asap pabrik', 'mengganggu pernapasan,setiap hari,sesak,menyengat,masuk rumah'],
  bising: ['satpol', 14, 'suara musik,karaoke,sound system,knalpot brong,bengkel', 'berisik sampai malam,mengganggu tidur,keras sekali,tiap malam'],
  pkl: ['satpol', 24, 'pkl,pedagang kaki lima,lapak,warung tenda', 'di trotoar,menutup jalan,di atas saluran,sembarangan,kotor'],
  miras: ['satpol', 12, 'warung miras,orang mabuk,penjual minuman keras', 'meresahkan warga,setiap malam,dekat sekolah,bikin ribut'],
  bangunan_liar: ['satpol', 16, 'bangunan liar,rumah di bantaran,bangunan tanpa izin,ruko', 'tanpa pbg,menutup saluran,di atas tanah negara,mengganggu'],
  reklame: ['satpol', 8, 'spanduk,baliho,papan reklame,poster', 'liar,mau jatuh,dipaku di pohon,sudah kadaluarsa'],
  pengemis: ['dinsos', 14, 'pengemis,anak jalanan,manusia silver,gelandangan,orang gila', 'di lampu merah,mengganggu,tidur di emperan,perlu dibantu,mengamuk'],
  bansos: ['dinsos', 50, 'bansos,bantuan sosial,pkh,bpnt,bantuan beras', 'tidak dapat,salah sasaran,dipotong,belum cair,orang mampu malah dapat,nama saya dicoret'],
  dtks: ['dinsos', 16, 'data dtks,pendaftaran dtks,desil,data kemiskinan', 'belum masuk,cara daftar,salah data,ditolak desa'],
  lansia: ['dinsos', 8, 'nenek tinggal sendiri,lansia,orang sakit terlantar,disabilitas', 'tidak ada yang urus,perlu bantuan,butuh kursi roda,rumahnya bocor'],
  rtlh: ['perkim', 14, 'rumah tidak layak huni,bedah rumah,rumah bambu,rtlh', 'mau roboh,belum dapat bantuan,bocor semua,lantai tanah'],
  banjir: ['pu', 40, 'banjir,genangan,air meluap,rob', 'setiap hujan,masuk rumah,selutut,tidak surut surut,menutup jalan'],
  drainase: ['pu', 36, 'selokan,got,saluran air,drainase,gorong gorong', 'mampet,tersumbat,dangkal,bau,tidak mengalir,penuh lumpur'],
  irigasi: ['pertanian', 12, 'irigasi,saluran sawah,pintu air,air sawah', 'kering,jebol,rusak,tidak kebagian air'],
  pupuk: ['pertanian', 14, 'pupuk subsidi,pupuk,kartu tani,benih', 'langka,mahal,tidak kebagian,dijual di atas harga'],
  ternak: ['pertanian', 8, 'sapi,pmk,kambing,ternak', 'sakit,mati mendadak,perlu vaksin,kena penyakit mulut'],
  pdam: ['pdam', 40, 'air pdam,air ledeng,pipa pdam,meteran air,tagihan air', 'mati,keruh,bocor,naik tidak wajar,tidak keluar siang hari,bau'],
  kekeringan: ['bpbd', 10, 'air bersih,sumur,droping air', 'kering,butuh bantuan air,kemarau panjang,belum dikirim'],
  longsor: ['bpbd', 10, 'longsor,tanah gerak,tebing', 'dekat rumah,menutup jalan,retak,mengancam warga'],
  ktp: ['dukcapil', 44, 'ktp,e-ktp,kk,akta lahir,kartu keluarga,nik', 'lama jadi,blangko habis,salah nama,tidak ditemukan,antri lama,hilang'],
  calo: ['dukcapil', 8, 'pungli,calo,oknum pegawai', 'minta uang buat urus ktp,bayar biar cepat,di loket'],
  puskesmas: ['dinkes', 26, 'puskesmas,dokter puskesmas,petugas puskesmas,antrian puskesmas', 'pelayanan lambat,tidak ramah,tutup jam kerja,obat habis,dokter tidak ada'],
  bpjs: ['dinkes', 30, 'bpjs,kis,bpjs pbi,kartu bpjs', 'nonaktif,ditolak rumah sakit,tidak bisa dipakai,cara mengaktifkan,belum terdaftar'],
  rsud: ['rsud', 20, 'rsud,igd,rumah sakit umum,kamar rawat inap', 'penuh,pelayanan buruk,menunggu berjam jam,perawat judes,toilet kotor'],
  dbd: ['dinkes', 12, 'demam berdarah,nyamuk,dbd,fogging', 'banyak yang kena,perlu fogging,sudah tiga orang,anak anak sakit'],
  sekolah_rusak: ['dikpora', 16, 'sd,atap sekolah,ruang kelas,gedung sekolah,smp', 'bocor,rusak,mau ambruk,kekurangan meja,toiletnya rusak'],
  pungutan: ['dikpora', 24, 'iuran sekolah,komite,uang seragam,sumbangan sekolah,study tour', 'memberatkan,wajib bayar,mahal,dipaksa,tidak ada kuitansi'],
  ppdb: ['dikpora', 18, 'ppdb,pendaftaran sekolah,zonasi,jalur prestasi', 'tidak transparan,salah jarak,titip,server error,tidak diterima'],
  guru: ['bkd', 12, 'guru honorer,gaji guru,pppk,asn', 'belum dibayar,bolos jam kerja,kapan dibuka,tidak disiplin'],
  izin: ['dpmptsp', 14, 'izin usaha,nib,oss,pbg,perizinan', 'lama,dipersulit,tidak jelas syaratnya,error,sudah sebulan'],
  pasar: ['disperindag', 22, 'pasar,kios pasar,lapak pasar,harga beras,gas elpiji', 'kotor,bocor,mahal,langka,retribusi naik,sepi'],
};

const PLACES = ('Tahunan,Ngabul,Tegalsambi,Sukodono,Pecangaan,Welahan,Kalinyamatan,Mayong,Nalumsari,Batealit,Mlonggo,Bangsri,' +
  'Kembang,Keling,Donorojo,Karimunjawa,Panggang,Saripan,Demaan,Potroyudan,Bapangan,Jobokuto,Ujungbatu,Kauman,Bulu,' +
  'Mantingan,Krapyak,Senenan,Petekeyan,Langon,Kecapi,Platar,Semat,Telukawur,Demangan,Bandengan,Kedungcino,Kuwasen,' +
  'Wonorejo,Mulyoharjo,Pengkol,Karangkebagusan,Jerukwangi,Kepuk,Papasan,Srikandang,Tengguli,Banjaran,Wedelan,Kedungleper').split(',');

const OPENINGS = ['', '', '', 'assalamualaikum', 'selamat pagi pak', 'mohon maaf', 'yth bapak bupati', 'lapor pak', 'mas bupati', 'permisi min',
  'mau tanya', 'saya warga', 'izin melaporkan', 'kami warga mengeluh'];
const MIDDLES = ['sudah lama', 'sejak bulan lalu', 'tiap hari', 'sampai sekarang', 'kasihan warga', 'padahal baru dibangun', 'sudah lapor ke desa',
  'tidak ada tanggapan', 'bahaya buat anak sekolah', 'kemarin ada yang jatuh', '', '', '', 'mengganggu sekali', 'apalagi malam hari', 'dekat sekolah',
  'depan pasar', 'samping puskesmas', 'di pinggir jalan', 'dekat jembatan'];
const CLOSINGS = ['', '', 'mohon ditindaklanjuti', 'tolong segera diperbaiki', 'terima kasih', 'mohon solusinya', 'tolong dicek ke lokasi',
  'harap segera ditangani', 'mohon perhatiannya pak', 'kapan diperbaiki', 'matur nuwun'];
const SHORT = { jalan: 'jln', tidak: 'gak', sudah: 'udh', yang: 'yg', belum: 'blm', depan: 'dpn', dekat: 'dkt', untuk: 'utk', tolong: 'tlg',
  terima: 'trima', sampai: 'smp', banyak: 'byk', kalau: 'klo', rumah: 'rmh', warga: 'wrg', sekolah: 'sklh', segera: 'sgr', rusak: 'rsk',
  sampah: 'smph', setiap: 'tiap', bapak: 'pak', dengan: 'dgn', orang: 'org', kemarin: 'kmrn' };

function dice(seed) { // mulberry32
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function mistype(word, roll) {
  if (word.length < 4) return word;
  const at = 1 + Math.floor(roll() * (word.length - 2)), kind = roll();
  if (kind < 0.3) return word.slice(0, at) + word.slice(at + 1);
  if (kind < 0.5) return word.slice(0, at) + word[at] + word.slice(at);
  if (kind < 0.75) return word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2);
  return word.slice(0, at) + 'aiueo'[Math.floor(roll() * 5)] + word.slice(at + 1);
}

export function complaints(count, { seed = 1, wrong = 0.1, typos = 0.06 } = {}) {
  const roll = dice(seed), any = list => list[Math.floor(roll() * list.length)];
  const topics = Object.entries(TOPICS).map(([code, [agency, share, things, faults]], i) =>
    ({ code, agency, share, things: things.split(','), faults: faults.split(','), rise: ((i * 7) % 5 - 2) / 4 }));
  const agencies = [...new Set(topics.map(t => t.agency))];
  const draw = part => {
    const weight = t => t.share * (1 + t.rise * (part - 0.5));
    let left = roll() * topics.reduce((sum, t) => sum + weight(t), 0);
    return topics.find(t => (left -= weight(t)) < 0) || topics[0];
  };
  const rows = [];
  for (let i = 0; i < count; i++) {
    const topic = draw(i / count), place = PLACES[Math.floor(PLACES.length * roll() ** 1.7)];
    const says = [any(topic.things), any(topic.faults)];
    if (roll() < 0.45) says.push(any(topic.faults));
    if (roll() < 0.3) says.unshift(any(topic.things));
    if (roll() < 0.25) { const other = any(topics); says.push(any(roll() < 0.5 ? other.things : other.faults)); }
    if (roll() < 0.12) says.splice(0, says.length, any(['tolong dicek', 'kok begini terus', 'pelayanannya bagaimana', 'parah sekali']), any(topic.faults));
    const where = roll() < 0.6 ? `${any(['di', 'desa', 'kelurahan', 'daerah', 'ds', 'wilayah', ''])} ${place}` : '';
    const words = [any(OPENINGS), ...says.sort(() => roll() - 0.5), any(MIDDLES), where, any(MIDDLES), any(CLOSINGS)].join(' ')
      .split(' ').filter(Boolean).map(word => {
        const short = SHORT[word] && roll() < 0.4 ? SHORT[word] : word;
        return roll() < typos ? mistype(short, roll) : short;
      });
    const text = words.map((word, n) => (roll() < 0.04 ? word + any([',', '.', '!!', ' "x"']) : n === 0 && roll() < 0.5 ? word[0].toUpperCase() + word.slice(1) : word)).join(' ');
    const category = roll() < wrong ? any(topics).code : topic.code;
    const agency = roll() < wrong ? any(agencies) : roll() < 0.05 ? 'kecamatan' : topic.agency;
    const date = new Date(Date.UTC(2024, 0, 1) + i * 3600e3).toISOString().slice(0, 19).replace('T', ' ');
    rows.push({ text, category, agency, place, date });
  }
  return rows;
}

export const csv = (rows, columns = ['text', 'category', 'agency', 'place']) =>
  [columns.join(','), ...rows.map(row => columns.map(name => `"${String(row[name] ?? '').replaceAll('"', '""')}"`).join(','))].join('\n') + '\n';
