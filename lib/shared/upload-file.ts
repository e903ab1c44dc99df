import { ApiFailure, readFailure } from './call-api'

/**
 * Sends a file as the body of a PUT and says how far it is, 0 to 1, which `fetch` cannot.
 * @throws ApiFailure like `callApi`
 */
export function uploadFile<Answer>(path: string, file: Blob, onProgress: (share: number) => void): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('PUT', path)
    request.responseType = 'json'
    request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 1 : loaded / total)
    request.onload = () => {
      const answer: unknown = request.response
      // As in callApi: the routes are ours and typed on the server.
      if (request.status >= 200 && request.status < 300) resolve(answer as Answer)
      else reject(new ApiFailure(readFailure(answer, request.status), request.status))
    }
    request.onerror = () => reject(new ApiFailure(readFailure(undefined, 0), 0))
    request.send(file)
  })
}
