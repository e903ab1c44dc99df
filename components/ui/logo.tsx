/** The crate. */
export function Logo({ size = 26 }: { readonly size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} fill="none" aria-hidden="true">
      <path d="M3 11 16 5l13 6-13 6z" fill="#f5a524" />
      <path d="M3 11v11l13 6V17z" fill="#c98a3a" />
      <path d="M29 11v11l-13 6V17z" fill="#a9702b" />
      <circle cx="8" cy="19.5" r="1.4" fill="#7fe0a3" />
      <circle cx="12" cy="21.3" r="1.4" fill="#7fe0a3" />
      <path d="m20 22.5 5-2.3" stroke="#3a2408" strokeWidth="1.6" strokeLinecap="round" />
    </svg>
  )
}
