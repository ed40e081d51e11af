/** Where a page that came from a web server finds its host, on the same server. */

/** Of the WebSocket by which it asks. */
export const API_PATH = '/api';
/** Of the request whose answer never ends, by which it hears while it is in sight. */
export const STREAM_PATH = '/stream';
/** In that answer: its name, which the page sends over its WebSocket to have it used. */
export const STREAM_HEADER = 'Portcullis-Stream';
