import { clsx } from 'clsx'
import { type ComponentProps, type ReactNode, useId } from 'react'
import { useTypedBefore } from './use-typed-before'

interface FieldTexts {
  readonly label: ReactNode
  /** What to put in, before anything is wrong. */
  readonly hint?: ReactNode
  /** What is wrong and how to mend it. */
  readonly error?: string | undefined
  readonly className?: string
}

interface ControlIds {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': true | undefined
}

/** Label, control, hint and error as one, wired for screen readers. Prefer the ready ones below. */
export function Field({
  label,
  hint,
  error,
  className,
  children,
}: FieldTexts & { readonly children: (control: ControlIds) => ReactNode }) {
  const id = useId()
  const described = [hint === undefined ? undefined : `${id}-hint`, error === undefined ? undefined : `${id}-error`]
    .filter((part) => part !== undefined)
    .join(' ')
  return (
    <div className={clsx('flex min-w-0 flex-col gap-1', className)}>
      <label htmlFor={id} className="text-sm font-semibold">
        {label}
      </label>
      {children({
        id,
        'aria-describedby': described === '' ? undefined : described,
        'aria-invalid': error === undefined ? undefined : true,
      })}
      {hint === undefined ? null : (
        <div id={`${id}-hint`} className="text-xs text-faint">
          {hint}
        </div>
      )}
      {error === undefined ? null : (
        <div id={`${id}-error`} role="alert" className="text-sm font-medium text-bad">
          {error}
        </div>
      )}
    </div>
  )
}

export const CONTROL = clsx(
  'w-full min-w-0 rounded-control border border-control-line bg-surface px-2.5 py-1.5 text-ink',
  'placeholder:text-faint aria-invalid:border-bad disabled:bg-sunken disabled:text-faint max-sm:text-[16px]',
)

type InputProps = FieldTexts & Omit<ComponentProps<'input'>, 'className' | 'id'> & { readonly mono?: boolean }

export function TextField({ label, hint, error, className, mono = false, ...input }: InputProps) {
  const typedBefore = useTypedBefore<HTMLInputElement>(input.value)
  return (
    <Field label={label} hint={hint} error={error} {...(className === undefined ? {} : { className })}>
      {(control) => (
        <input ref={typedBefore} {...input} {...control} className={clsx(CONTROL, 'min-h-8.5', mono && 'facts')} />
      )}
    </Field>
  )
}

type AreaProps = FieldTexts & Omit<ComponentProps<'textarea'>, 'className' | 'id'>

export function TextAreaField({ label, hint, error, className, ...area }: AreaProps) {
  const typedBefore = useTypedBefore<HTMLTextAreaElement>(area.value)
  return (
    <Field label={label} hint={hint} error={error} {...(className === undefined ? {} : { className })}>
      {(control) => <textarea ref={typedBefore} rows={4} {...area} {...control} className={clsx(CONTROL, 'facts')} />}
    </Field>
  )
}

type SelectProps = FieldTexts & Omit<ComponentProps<'select'>, 'className' | 'id'>

/** The browser's own select: it works on every phone and with every screen reader. Children are `<option>`s. */
export function SelectField({ label, hint, error, className, children, ...select }: SelectProps) {
  return (
    <Field label={label} hint={hint} error={error} {...(className === undefined ? {} : { className })}>
      {(control) => (
        <select {...select} {...control} className={clsx(CONTROL, 'min-h-8.5 pr-8')}>
          {children}
        </select>
      )}
    </Field>
  )
}

type CheckProps = Omit<FieldTexts, 'error'> & Omit<ComponentProps<'input'>, 'className' | 'id' | 'type'>

export function CheckField({ label, hint, className, ...input }: CheckProps) {
  const id = useId()
  return (
    <div className={clsx('flex items-start gap-2.5', className)}>
      <input
        {...input}
        id={id}
        type="checkbox"
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        className="mt-0.5 size-4.5 flex-none accent-honey"
      />
      <div>
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        {hint === undefined ? null : (
          <div id={`${id}-hint`} className="text-sm text-soft">
            {hint}
          </div>
        )}
      </div>
    </div>
  )
}
