/** What the pipeline floors know of the five tenants, written down instead of decided. */
export const TENANTS = {
  TANAHBUMBU: {
    slug: 'tanah-bumbu',
    prefix: 'TBU',
    category: 'jalan-rusak',
    agency: 'pupr',
    agencyName: 'Dinas PUPR',
    version: 'tanah-bumbu-1',
  },
  BADUNG: {
    slug: 'badung',
    prefix: 'BDG',
    category: 'sampah',
    agency: 'dlhk',
    agencyName: 'DLHK',
    version: 'badung-1',
  },
  BANGLI: {
    slug: 'bangli',
    prefix: 'BGL',
    category: 'perizinan-usaha',
    agency: 'perizinan',
    agencyName: 'Bid. Perizinan',
    version: 'bangli-1',
  },
  KUBURAYA: {
    slug: 'kubu-raya',
    prefix: 'KBR',
    category: 'pelayanan',
    agency: 'yankes',
    agencyName: 'Bid. Yankes',
    version: 'kubu-raya-1',
  },
  BULELENG: {
    slug: 'buleleng',
    prefix: 'BLL',
    category: 'hibah',
    agency: 'kesra',
    agencyName: 'Bag. Kesra',
    version: 'buleleng-1',
  },
};
