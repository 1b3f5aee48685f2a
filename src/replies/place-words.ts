import type { Place, RegionAreas, Village } from '../tenants/areas.js';

/** Before the name of a place. */
const BEFORE = /^(?:di|depan|dpn|dekat|dkt|samping|sebelah|belakang|seberang|sekitar|arah|menuju|antara|ujung)$/;
/** A kind of place, with its name or number behind it; `jalan` alone is what is broken. */
const KIND =
  /^(?:jl|jln|jalan|gang|gg|desa|ds|dusun|dsn|kelurahan|kel|kecamatan|kec|banjar|br|rt|rw|km|simpang|pertigaan|perempatan|perumahan|komplek|kompleks|blok|pasar|jembatan|terminal|sd|sdn|smp|smpn|sma|sman|puskesmas|rsud|kantor|masjid|mesjid|pura|gereja)$/;
/** What names no place by itself. */
const VAGUE =
  /^(?:sini|sana|situ|sni|daerah|tempat|kampung|wilayah|lingkungan|rumah|kami|saya|kita|ku|kabupaten|kota|jalan|jl|jln|desa|depan|dekat|mana|yang|ini|itu|tersebut|sekarang|malam|siang|pagi|sore|hari|rusak|berlubang|lubang|bolong|hancur|becek|licin|gelap|mati|macet|banjir|ambruk|putus|roboh|sangat|sudah|tidak|belum|mohon|tolong|perlu|dan|penuh|parah|bau|kotor|tutup|raya|umum|provinsi|nasional|utama)$/;

/** Whether a folded text says where: `di pagatan`, `jl raya batulicin`, `depan sdn 1`, `rt 3`; not `di jalan kami`. */
export function saysWhere(folded: string): boolean {
  const words = folded.split(' ');
  return words.some((word, index) => {
    const next = words[index + 1] ?? '';
    if (next === '') return false;
    if (BEFORE.test(word)) return !VAGUE.test(next) && !BEFORE.test(next) && !KIND.test(next);
    if (!KIND.test(word)) return false;
    return next === 'raya' ? !VAGUE.test(words[index + 2] ?? 'raya') : !VAGUE.test(next) && !BEFORE.test(next);
  });
}

/** The village or district that a folded text names; none where several would do. A longer name counts before a shorter. */
export function placeNamed(folded: string, { districts }: RegionAreas): Place {
  const text = ` ${folded} `;
  const named = <T extends Village>(all: readonly T[]): T[] => {
    const found = all.filter(({ name }) => text.includes(` ${foldName(name)} `));
    const longest = Math.max(0, ...found.map(({ name }) => name.length));
    return found.filter(({ name }) => name.length === longest);
  };
  const inDistricts = named(districts);
  const [district] = inDistricts.length === 1 ? inDistricts : [];
  const villages = named((district ? [district] : districts).flatMap((each) => each.villages));
  const [village] = villages.length === 1 ? villages : [];
  const home = district ?? districts.find((each) => village && each.villages.includes(village));
  return { ...(home && { district: home }), ...(village && { village }) };
}

function foldName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
