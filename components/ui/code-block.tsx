import { clsx } from 'clsx'
import { CopyButton } from './copy-button'

/** Text to copy: a command, a key, YAML. Scrolls by keyboard too. */
export function CodeBlock({
  text,
  label,
  copy = true,
  wrap = false,
  className,
}: {
  readonly text: string
  /** What it is, for a screen reader. */
  readonly label: string
  readonly copy?: boolean
  readonly wrap?: boolean
  readonly className?: string
}) {
  return (
    <div className={clsx('relative', className)}>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for controls, a section per command floods the landmarks */}
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        role="group"
        aria-label={label}
        className={clsx(
          'overflow-auto rounded-control border border-line bg-sunken px-3 py-2.5 font-mono text-xs leading-relaxed',
          wrap && 'break-all whitespace-pre-wrap',
          copy && 'pr-20',
        )}
      >
        {text}
      </pre>
      {copy ? (
        <div className="absolute top-1.5 right-1.5">
          <CopyButton text={text} />
        </div>
      ) : null}
    </div>
  )
}
