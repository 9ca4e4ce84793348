import { langFor } from './lang.ts'

const zhCN = {
  'no-name': '文件没有名字，请改个名字再传。',
  'too-small': '文件是空的，请换一个。',
  'too-large': (megabytes: number) => `文件太大，最多 ${megabytes} MB，请压缩后再传。`,
  'no-picture': '只能用 JPG 或 PNG 图片，请先转成 JPG 再传。',
  program: '程序和脚本不能发给客户，请换成文档、表格或压缩包。',
  ending: '这种文件不能发给客户。可以用 PDF、Word、Excel、PPT、WPS、TXT、CSV、图片、压缩包、音频和视频。',
  'wrong-content': '文件的内容和后缀对不上，客户会打不开。请用原来的后缀保存后再传。',
  full: (megabytes: number) => `你存的文件已满 ${megabytes} MB。停用不再用的话术，或者把文件改小。`,
  'no-file': '这个文件已经不在了，请重新选一次。',
  'wrong-kind': '这个文件不能用在这里，请重新选一次。',
  'no-media-part': '这一段没有图片或文件',
  refused: (why: string) => `企业微信没有收下这个文件：${why}`,
}

const en: typeof zhCN = {
  'no-name': 'The file has no name. Give it one and upload it again.',
  'too-small': 'The file is empty. Choose another one.',
  'too-large': (megabytes) => `The file is too large: ${megabytes} MB at most. Make it smaller and upload it again.`,
  'no-picture': 'Pictures are JPG or PNG. Convert it to JPG and upload it again.',
  program: 'Programs and scripts are not sent to customers. Use a document, a sheet or an archive.',
  ending:
    'Files of this kind are not sent to customers. Use PDF, Word, Excel, PowerPoint, WPS, TXT, CSV, pictures, archives, sound or film.',
  'wrong-content': 'The content does not fit the ending, so customers could not open it. Save it with its own ending.',
  full: (megabytes) =>
    `Your files have reached ${megabytes} MB. Retire scripts you no longer use, or use smaller files.`,
  'no-file': 'This file is gone. Choose it again.',
  'wrong-kind': 'This file cannot be used here. Choose it again.',
  'no-media-part': 'This part has no picture or file',
  refused: (why) => `WeCom did not take this file: ${why}`,
}

export const mediaWords = (lang: string): typeof zhCN => (langFor(lang) === 'en' ? en : zhCN)
