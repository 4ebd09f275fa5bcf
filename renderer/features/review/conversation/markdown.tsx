import { Component, memo, type ReactNode } from 'react'
import Markdown, { type Components } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { keyWord } from '../../../app/keys.ts'
import { t } from '../../../i18n/t.ts'
import { tell } from '../review-state.ts'
import css from './markdown.module.css'

const PLUGINS = [remarkGfm]
const asWritten = (url: string): string => url

/** The address behind its words, unless the words are the address. */
const Link: Components['a'] = ({ children, href }) => (
  <span className={css.link}>
    {children}
    {href && href !== children ? <bdi className={css.address}> ({href})</bdi> : null}
  </span>
)

/** Nothing is loaded: a picture is its words and its address. */
const Picture: Components['img'] = ({ alt, src }) => (
  <span className={css.picture}>
    {t('Picture, not loaded:')} <bdi>{alt === '' || alt === undefined ? t('no description') : alt}</bdi>
    {typeof src === 'string' && src !== '' ? <bdi className={css.address}> ({src})</bdi> : null}
  </span>
)

/** A turn's headings are not the page's: they are bold lines. */
const Heading: Components['h1'] = ({ children }) => (
  <p className={css.heading} dir="auto">
    {children}
  </p>
)

const COMPONENTS: Components = {
  a: Link,
  img: Picture,
  h1: Heading,
  h2: Heading,
  h3: Heading,
  h4: Heading,
  h5: Heading,
  h6: Heading,
  p: ({ children }) => <p dir="auto">{children}</p>,
  li: ({ children }) => <li dir="auto">{children}</li>,
  ul: ({ children }) => <ul dir="auto">{children}</ul>,
  ol: ({ children, start }) => (
    <ol dir="auto" start={start}>
      {children}
    </ol>
  ),
  table: ({ children }) => (
    <table className={css.table} dir="auto">
      {children}
    </table>
  ),
  td: ({ children }) => <td dir="auto">{children}</td>,
  input: ({ checked }) => <span>{checked ? '☑ ' : '☐ '}</span>,
  section: ({ children }) => <div className={css.notes}>{children}</div>,
}

/** Words selected in a laid out text are no characters of the turn's: a label for them would go on the whole case. */
const tellSelected = (): void => {
  if (document.getSelection()?.isCollapsed === false)
    tell(t('Words are marked in the raw text. {key} shows it.', { key: keyWord('conversation.raw') }))
}

class ShowRaw extends Component<
  { readonly raw: ReactNode; readonly children: ReactNode },
  { readonly failed: boolean }
> {
  override state = { failed: false }
  static getDerivedStateFromError = (): { failed: boolean } => ({ failed: true })
  override render(): ReactNode {
    return this.state.failed ? this.props.raw : this.props.children
  }
}

/**
 * Markdown laid out: HTML in it is text, links are words with their address and lead nowhere, pictures are never loaded.
 * What cannot be laid out stands raw.
 */
export const SafeMarkdown = memo(
  ({ text, raw }: { readonly text: string; readonly raw: ReactNode }): ReactNode => (
    <ShowRaw raw={raw}>
      <div className={css.markdown} onPointerUp={tellSelected}>
        <Markdown remarkPlugins={PLUGINS} components={COMPONENTS} urlTransform={asWritten}>
          {text}
        </Markdown>
      </div>
    </ShowRaw>
  ),
  (before, after) => before.text === after.text,
)
SafeMarkdown.displayName = 'SafeMarkdown'
