import { kubePrograms } from '@/e2e/lab/kubernetes/kubectl-program'

/** Why kubectl and helm cannot be had on this machine; undefined when they can. */
export async function whyNoPrograms(): Promise<string | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'their package is for Linux on amd64'
  try {
    await kubePrograms()
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
