/** Whether an address is free of a user name and a password. What is no address is judged elsewhere. */
export function hasNoPassword(text: string): boolean {
  if (!URL.canParse(text)) return true
  const { username, password } = new URL(text)
  return username === '' && password === ''
}
