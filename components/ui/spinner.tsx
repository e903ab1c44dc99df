/** A ring that turns while something is under way. Decoration: the words beside it say what. */
export function Spinner() {
  return (
    <span
      aria-hidden="true"
      className="inline-block size-3.5 flex-none animate-spin rounded-full border-2 border-current border-t-transparent opacity-80"
    />
  )
}
