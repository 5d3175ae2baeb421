// The API, spoken to by the page itself.
import { texts } from './toast.js';

// POSTs VALUE as JSON. Answers {value} or {problem}, a sentence in the page's language.
export async function post(path, value, token) {
  try {
    const response = await fetch(`/api/v1/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRF-Token': token },
      body: JSON.stringify(value),
    });
    const answer = await response.json();
    return response.ok ? { value: answer } : { problem: answer.error.message };
  } catch {
    return { problem: texts.failed };
  }
}
