/** Copies the end-to-end fields of a head: runs of lines that stay are taken over in one slice each. */
import { FieldId, isHopByHop } from '../../http1/field-id.ts';
import type { Fields } from '../../http1/fields.ts';
import type { Head } from '../../http1/framing.ts';

/** The field lines of `head` that go on to the next hop, each with its CR LF; `drop` takes out more by id. */
export function copyFields(head: Head, drop: (id: FieldId) => boolean): string {
  let copied = '';
  let runStart = head.fieldsStart;
  for (let i = 0; i < head.count; i++) {
    const id = head.id(i);
    const stays =
      id === FieldId.Other ? head.nominated.length === 0 || !isNominated(head, i) : !isHopByHop(id) && !drop(id);
    if (stays) continue;
    const lineStart = head.lineStart(i);
    if (lineStart > runStart) copied += head.text.slice(runStart, lineStart);
    runStart = i + 1 < head.count ? head.lineStart(i + 1) : head.end - 2;
  }
  if (head.end - 2 > runStart) copied += head.text.slice(runStart, head.end - 2);
  return copied;
}

/** The trailer fields that may go on: none that frames, routes or belongs to a hop (RFC 9110, 6.5.1). */
export function copyTrailers(trailers: Fields): string {
  let copied = '';
  for (let i = 0; i < trailers.count; i++) {
    if (trailers.id(i) === FieldId.Other) copied += `${trailers.name(i)}: ${trailers.value(i)}\r\n`;
  }
  return copied;
}

/** RFC 9110, 7.6.1: what Connection names belongs to this hop. */
function isNominated(head: Head, index: number): boolean {
  return head.nominated.includes(head.name(index).toLowerCase());
}
