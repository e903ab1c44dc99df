import { generate } from 'lean-qr'

/** Modules of white around it, as the standard asks (ISO/IEC 18004). */
const QUIET = 4

/** The dark modules as one path, and how many modules a side has with the white around them. */
export function qrPath(text: string): { readonly path: string; readonly side: number } {
  const code = generate(text)
  let path = ''
  for (let y = 0; y < code.size; y += 1) {
    for (let x = 0; x < code.size; x += 1) {
      if (code.get(x, y)) path += `M${x + QUIET} ${y + QUIET}h1v1h-1z`
    }
  }
  return { path, side: code.size + 2 * QUIET }
}

/** A QR code, black on white in every theme: phones read it best so. Load it lazily. */
export default function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const { path, side } = qrPath(text)
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${side} ${side}`}
      shapeRendering="crispEdges"
      className="w-full max-w-56 rounded-control border border-line"
    >
      <rect width={side} height={side} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}
