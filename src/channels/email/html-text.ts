import { convert, type FormatCallback } from 'html-to-text';

/** Longer HTML is stripped of its tags only: a table of a million cells is no complaint. */
const LONGEST = 1_500_000;

/** Elements that mail programs put their user's signature in. */
const SIGNATURES = [
  'div.gmail_signature',
  'div.moz-signature',
  'pre.moz-signature',
  'div#Signature',
  'div#ms-outlook-mobile-signature',
  'div#AppleMailSignature',
  'div[data-marker="__SIG_PRE__"]',
];

/** As in plain mails: below `-- ` (RFC 3676, 4.3). */
const formatSignature: FormatCallback = (element, walk, builder) => {
  builder.openBlock({ leadingLineBreaks: 1 });
  builder.addLiteral('-- ');
  builder.addLineBreak();
  walk(element.children, builder);
  builder.closeBlock({ trailingLineBreaks: 1 });
};

/** HTML as plain text; quotes get `>` before their lines, as in plain mails. */
export function htmlToPlain(html: string): string {
  if (html.length <= LONGEST && depthOf(html) < 2_000) {
    try {
      return convert(html, {
        wordwrap: false,
        limits: { maxDepth: 300, ellipsis: '…', maxInputLength: LONGEST },
        formatters: { signature: formatSignature },
        selectors: [
          ...SIGNATURES.map((selector) => ({ selector, format: 'signature' })),
          { selector: 'img', format: 'skip' },
          { selector: 'a', options: { hideLinkHrefIfSameAsText: true, noAnchorUrl: true, linkBrackets: ['(', ')'] } },
          ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
        ],
      })
        .replaceAll('\u00a0', ' ')
        .trim();
    } catch {
      // Falls through: the tags are taken out, the words stay.
    }
  }
  return stripTags(html);
}

/** Roughly how deep elements nest: the converter walks them recursively. */
function depthOf(html: string): number {
  let depth = 0;
  let deepest = 0;
  for (const match of html.matchAll(
    /<(\/?)(?!(?:br|img|hr|input|meta|link|col|wbr|source|embed)\b)[a-z][a-z0-9:]{0,30}/gi,
  )) {
    depth = match[1] === '/' ? Math.max(0, depth - 1) : depth + 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ', apos: "'" };

function stripTags(html: string): string {
  return html
    .replace(/<(style|script|title)\b[^<]{0,100000}<\/\1>/gi, ' ')
    .replace(/<(?:br|\/p|\/div|\/tr|\/li)\b[^<>]{0,1000}>/gi, '\n')
    .replace(/<[/!]?[a-zA-Z][^<>]{0,10000}>/g, ' ')
    .replace(/&(amp|lt|gt|quot|nbsp|apos);/g, (whole, name: string) => ENTITIES[name] ?? whole)
    .replace(/[ \t]{2,}/g, ' ')
    .replace(/\n\s*\n\s*\n/g, '\n\n')
    .trim();
}
