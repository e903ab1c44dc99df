/** Where files come in that may be larger than any form; a test compares it with the contracts. */
const UPLOADS = [
  /^PUT \/api\/artifacts\/upload$/,
  /^PUT \/api\/apps\/[^/]+\/image$/,
  /^PUT \/api\/cloud-controller\/image$/,
  /^PUT \/api\/card-sources\/upload$/,
]

/** Whether a request uploads a file. @param url as it stands in the request, with its query */
export function isUpload(method: string | undefined, url: string | undefined): boolean {
  const address = `${method} ${url?.split('?', 1)[0]}`
  return UPLOADS.some((upload) => upload.test(address))
}
