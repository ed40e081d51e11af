/** Small pages that need no built renderer. Like every page here they carry no script or style. */

/** Goes on to the app. */
export const ENTRANCE_PAGE = page(
  'Portcullis',
  '<meta http-equiv="refresh" content="0; url=/">',
  '<p>Opening Portcullis. <a href="/">Go on</a></p>',
);

/** A page that says one thing. */
export function plainPage(sentence: string): string {
  return page('Portcullis', '', `<h1>Portcullis</h1><p>${escapeHtml(sentence)}</p>`);
}

/** A file that takes a browser to an address. */
export function forwardingPage(url: string): string {
  const target = escapeHtml(url);
  return page(
    'Portcullis',
    `<meta name="referrer" content="no-referrer"><meta http-equiv="refresh" content="0; url=${target}">`,
    `<p>Opening Portcullis. <a href="${target}">Go on</a></p>`,
  );
}

function page(title: string, head: string, body: string): string {
  return (
    '<!doctype html><html lang="en"><head><meta charset="utf-8">' +
    `<meta name="color-scheme" content="light dark"><title>${title}</title>${head}</head>` +
    `<body>${body}</body></html>\n`
  );
}

function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
  };
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}
