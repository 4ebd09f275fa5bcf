import { expect, test } from 'vitest'
import { pageFiles } from '../../shared/domain/page-files.ts'
import type { ImageRef } from '../../shared/model/case.ts'
import { Sha256 } from '../../shared/model/ids.ts'

const page = (file: string, pageIndex?: number): ImageRef => ({
  sha256: Sha256.parse(file.repeat(64)),
  name: `${file}.pdf`,
  width: 10,
  height: 10,
  ...(pageIndex === undefined ? {} : { pageIndex }),
})

test('pages that follow each other in one file are that file; a file named twice is two', () => {
  const pages = [page('a', 0), page('a', 1), page('a', 0), page('b'), page('b'), page('a', 0), page('a', 1)]
  expect(pageFiles(pages).map((file) => file.map(({ name, pageIndex }) => `${name} ${pageIndex ?? '-'}`))).toEqual([
    ['a.pdf 0', 'a.pdf 1'],
    ['a.pdf 0'],
    ['b.pdf -'],
    ['b.pdf -'],
    ['a.pdf 0', 'a.pdf 1'],
  ])
  expect(pageFiles([])).toEqual([])
})
