/** A URL fit for messages: without credentials, and without the query, which may hold a signature. */
export function showUrl(url: string | URL): string {
  if (!URL.canParse(String(url))) {
    return String(url).replace(/\/\/[^@/]*@/, '//***@');
  }
  const shown = new URL(url);
  if (shown.username !== '' || shown.password !== '') {
    shown.username = '***';
    shown.password = '';
  }
  if (shown.search !== '') {
    shown.search = '?***';
  }
  shown.hash = '';
  return shown.href;
}
