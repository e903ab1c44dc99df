/** Puts a text on the clipboard; false when the browser lets nobody do that. Works without https too. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    // Not a secure context, or the person said no: the old way needs neither.
    const field = document.createElement('textarea')
    field.value = text
    field.className = 'fixed -left-full top-0'
    const host = document.querySelector('dialog[open]') ?? document.body
    host.append(field)
    field.select()
    const done = document.execCommand('copy')
    field.remove()
    return done
  }
}
