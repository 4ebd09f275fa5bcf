import { Button, Menu, TextInput } from '@mantine/core'
import { IconFileDescription } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { type DatasetVersion, datasetName } from '../../../shared/model/dataset.ts'
import { CARD_KINDS, type CardKind } from '../../../shared/model/lineage.ts'
import { client } from '../../api/client.ts'
import { t } from '../../i18n/t.ts'
import { saveText } from '../../ui/save-text.ts'
import css from './datasets.module.css'
import { useDatasets } from './datasets-state.ts'

const CARD_WORDS: Readonly<Record<CardKind, string>> = {
  html: t('Data card to read (HTML)'),
  markdown: t('Data card as Markdown'),
  croissant: t('Croissant metadata (JSON-LD)'),
  cyclonedx: t('Bill of materials (CycloneDX)'),
}

/** Saves what describes the version: for people, for catalogues of datasets, for a bill of materials. */
export const Cards = ({ version }: { readonly version: DatasetVersion }): ReactNode => {
  const [license, setLicense] = useState('')
  const save = async (as: CardKind): Promise<void> => {
    const asked = { dataset: datasetName(version), as, ...(license.trim() === '' ? {} : { license: license.trim() }) }
    const card = await client.call('dataset.card', asked)
    useDatasets.setState({ failure: card.ok ? null : card.error })
    if (card.ok) saveText(card.value.name, card.value.mime, card.value.text)
  }
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button leftSection={<IconFileDescription size={15} stroke={1.75} aria-hidden />}>{t('Describe it')}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {CARD_KINDS.map((kind) => (
          <Menu.Item key={kind} onClick={() => void save(kind)}>
            {CARD_WORDS[kind]}
          </Menu.Item>
        ))}
        <div className={css.license}>
          <TextInput
            label={t('Licence of the data')}
            description={t('An address or a name; only its owner knows')}
            value={license}
            onChange={(event) => setLicense(event.currentTarget.value)}
          />
        </div>
      </Menu.Dropdown>
    </Menu>
  )
}
