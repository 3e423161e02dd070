// fetch that gives up: on a dead connection the browser's own would hang for minutes.

const PATIENCE_MS = 15000;

// The response, or null where there is no connection.
export async function request(url, options = {}) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), PATIENCE_MS);
  try {
    const response = await fetch(url, { ...options, signal: abort.signal });
    // A body that is no JSON is not from us, but from whatever stands between, such as a hotel's login page.
    const body = await response.json().catch(() => null);
    return { status: response.status, body, retryAfterMs: Number(response.headers.get("Retry-After") ?? 0) * 1000 };
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}
