import { ServerResponse } from 'node:http'

/** Says how long a file is that is sent; becomes `content-length`, and never leaves the panel itself. */
export const FILE_BYTES_HEADER = 'x-file-bytes'

/**
 * Next leaves `content-length` out of what a route answers (its dist/server/send-response.js), and a download would have no
 * progress and no end. What a route says under another name is put back right before the head goes out.
 */
export function stateLength(response: ServerResponse): void {
  response.writeHead = (...head: unknown[]) => {
    const bytes = response.getHeader(FILE_BYTES_HEADER)
    response.removeHeader(FILE_BYTES_HEADER)
    // Compressed on the way, it has another length, which nobody knows yet.
    if (bytes !== undefined && !response.hasHeader('content-encoding')) response.setHeader('content-length', bytes)
    return Reflect.apply(ServerResponse.prototype.writeHead, response, head)
  }
}
