/** Long enough for the browser to begin; the file is its own by then. */
const BEGUN_MS = 60_000;

/** Gives a file to the user, where the browser puts downloads. */
export function saveFile(name: string, file: Blob): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), BEGUN_MS);
}
