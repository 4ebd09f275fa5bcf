import { Button, Menu } from '@mantine/core'
import { IconFile } from '@tabler/icons-react'
import { type ReactNode, useRef } from 'react'
import { t } from '../../i18n/t.ts'
import { saveText } from '../../ui/save-text.ts'
import { takeDocument, taxonomy, tell } from './taxonomy-state.ts'

const MOST_BYTES = 64 * 1024 * 1024

/** The reader of YAML comes only when a document is read or written. */
const documents = () => import('../../../shared/domain/taxonomy/document.ts')

const fileName = (name: string): string => name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-') || 'taxonomy'

const saveAs = async (as: 'yaml' | 'json'): Promise<void> => {
  const { taxonomyDocument } = await documents()
  const { history, base } = taxonomy()
  const draft = history.now
  saveText(
    `${fileName(draft.name)}.${as}`,
    as === 'json' ? 'application/json' : 'application/yaml',
    taxonomyDocument(draft, base, as),
  )
}

/** Reads a document into the draft; undo brings the former one back. */
const take = async (file: File): Promise<void> => {
  if (file.size > MOST_BYTES) return tell(t('{name} is larger than 64 MiB, which no taxonomy is.', { name: file.name }))
  const { readTaxonomyDocument } = await documents()
  const read = readTaxonomyDocument(await file.text())
  if (!read.ok)
    return tell(
      t('{name} {problem} Nothing was changed. A document saved here shows how one looks.', {
        name: file.name,
        problem: read.problem,
      }),
    )
  await takeDocument(read.draft, read.from)
  tell(t('The draft is what {name} says. Undo brings the former one back.', { name: file.name }))
}

/** The draft as a document, out and in. */
export const DocumentMenu = (): ReactNode => {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <Menu>
        <Menu.Target>
          <Button leftSection={<IconFile size={14} aria-hidden />}>{t('Document')}</Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => void saveAs('yaml')}>{t('Save as YAML')}</Menu.Item>
          <Menu.Item onClick={() => void saveAs('json')}>{t('Save as JSON')}</Menu.Item>
          <Menu.Item onClick={() => input.current?.click()}>{t('Read YAML or JSON into the draft')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={t('A taxonomy as YAML or JSON')}
        accept=".yaml,.yml,.json"
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? []
          event.currentTarget.value = ''
          if (file) void take(file)
        }}
      />
    </>
  )
}
