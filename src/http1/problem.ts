/** Why a message was refused: the status a server answers with, and the reason for people and logs. */
export interface HttpProblem {
  readonly status: 400 | 414 | 431 | 501 | 505;
  readonly reason: string;
}

const problem = (status: HttpProblem['status'], reason: string): HttpProblem => ({ status, reason });

/** Every problem the codec can find, with the rule it rests on (RFC 9112 unless said otherwise). */
export const PROBLEMS = {
  method: problem(400, 'the method is not a token'), // 3.1
  methodTooLong: problem(501, 'the method is longer than any known'), // 3
  connect: problem(501, 'CONNECT is not offered here'), // RFC 9110, 9.3.6
  target: problem(400, 'the request target holds an invalid character or has no valid form'), // 3.2
  version: problem(400, 'the request line does not end in an HTTP version'), // 2.3, 3
  versionUnsupported: problem(505, 'only HTTP/1.0 and HTTP/1.1 are spoken here'), // RFC 9110, 15.6.6
  statusLine: problem(400, 'the status line is malformed'), // 4
  interimClose: problem(400, 'an interim answer ends the connection before the final one'), // 9.6
  interimFlood: problem(431, 'the interim answers before the final one are too many'), // RFC 9110, 15.2
  switching: problem(501, 'a change of protocols was not asked for'), // RFC 9110, 7.8
  lineTooLong: problem(414, 'the start line is too long'), // 3
  headTooLarge: problem(431, 'the head is too large'), // RFC 6585, 5
  tooManyFields: problem(431, 'the head has too many fields'), // RFC 6585, 5
  fieldName: problem(400, 'a field name is not a token, or white space stands before its colon'), // 5.1
  fieldValue: problem(400, 'a field value holds an invalid character'), // RFC 9110, 5.5
  trailerName: problem(400, 'a trailer field frames, routes or closes, and belongs in the head'), // RFC 9110, 6.5.1
  fold: problem(400, 'a field line is folded'), // 5.2
  lineEnd: problem(400, 'a line does not end in CR LF'), // 2.2
  emptyLines: problem(400, 'too many empty lines before a request'), // 2.2
  hostMissing: problem(400, 'Host is missing'), // 3.2
  hostRepeated: problem(400, 'Host is given more than once'), // 3.2
  hostInvalid: problem(400, 'Host is not a host with or without a port'), // 3.2
  length: problem(400, 'Content-Length is not one plain decimal number'), // 6.3
  lengthRepeated: problem(400, 'Content-Length is given more than once'), // 6.3
  lengthAndCoding: problem(400, 'both Content-Length and Transfer-Encoding are given'), // 6.1
  codingVersion: problem(400, 'Transfer-Encoding in an HTTP/1.0 message'), // 6.1
  codingNotLast: problem(400, 'chunked is not the last and only once applied transfer coding'), // 6.1, 6.3
  codingUnknown: problem(501, 'only the chunked transfer coding is understood'), // 6.1
  chunkSize: problem(400, 'a chunk size is not a hexadecimal number, or too large'), // 7.1
  chunkExtension: problem(400, 'a chunk extension is malformed or too long'), // 7.1.1
  chunkEnd: problem(400, 'a chunk does not end in CR LF where its size says'), // 7.1
  truncated: problem(400, 'the connection ended inside a message'), // 8
  connection: problem(400, 'Connection is not a list of tokens'), // RFC 9110, 7.6.1
} as const;
