/** Copies the end-to-end fields of a head: runs of lines that stay are taken over in one slice each. */
import { FieldId, type FieldSet, HOP_BY_HOP } from '../../http1/field-id.ts';
import type { Fields } from '../../http1/fields.ts';
import type { Head } from '../../http1/framing.ts';

/**
 * The field lines of `head` that go on to the next hop, each with its CR LF, without those in `drops`. `from`: where in
 * the head's text to start; the start line's offset takes that line along.
 */
export function copyFields(head: Head, drops: FieldSet, from = head.fieldsStart): string {
  const goes = HOP_BY_HOP | drops;
  const nominates = head.nominated.length > 0;
  const { text } = head;
  const end = text.length - 2;
  if ((head.present & goes) === 0 && !nominates) return text.slice(from, end);
  let copied = '';
  let runStart = from;
  for (let i = 0; i < head.count; i++) {
    const id = head.id(i);
    if (((goes >>> id) & 1) === 0 && !(nominates && isNominated(head, i, id))) continue;
    const lineStart = head.lineStart(i);
    if (lineStart > runStart) copied += text.slice(runStart, lineStart);
    runStart = i + 1 < head.count ? head.lineStart(i + 1) : end;
  }
  if (end > runStart) copied += text.slice(runStart, end);
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

/** RFC 9110, 7.6.1: what Connection names belongs to this hop. Not what frames or routes: a peer can't take that away. */
function isNominated(head: Head, index: number, id: FieldId): boolean {
  if (id !== FieldId.Other && id < FieldId.Forwarded) return false;
  return head.nominated.includes(head.name(index).toLowerCase());
}
