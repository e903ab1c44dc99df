import type { AnswerOf, UploadName } from '@/lib/contracts/endpoints'
import { ApiFailure, addressOf, type CallOf, readFailure } from './call-api'

type Place<Name extends UploadName> = Omit<CallOf<Name>, 'body'>

/**
 * Sends a file as the body of a request and says how far it is, 0 to 1, which `fetch` cannot.
 * @throws ApiFailure like `callApi`
 */
export function uploadFile<Name extends UploadName>(
  endpoint: Name,
  place: Place<Name>,
  file: Blob,
  onProgress: (share: number) => void,
): Promise<AnswerOf<Name>> {
  const { params, query }: { readonly params?: unknown; readonly query?: unknown } = place
  const { method, path } = addressOf(endpoint, params, query)
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open(method, path)
    request.responseType = 'json'
    request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 1 : loaded / total)
    request.onload = () => {
      const answer: unknown = request.response
      // As in callApi: the panel's own answers are checked where they are made.
      if (request.status >= 200 && request.status < 300) resolve(answer as AnswerOf<Name>)
      else reject(new ApiFailure(readFailure(answer, request.status), request.status))
    }
    request.onerror = () => reject(new ApiFailure(readFailure(undefined, 0), 0))
    request.send(file)
  })
}
