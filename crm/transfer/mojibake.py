"""UTF-8 that somebody read as Latin letters and saved so: `å¼ ä¸‰` for 张三. Put right only where there is no doubt."""

import re

#: what Windows shows for the bytes 0x80 to 0x9F; some programs leave them as they are
_WINDOWS = {
    ord(bytes([byte]).decode("cp1252")): byte
    for byte in range(0x80, 0xA0)
    if byte not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}
}
_RUN = re.compile("[\u00a0-\u00ff\u0080-\u009f" + "".join(map(chr, _WINDOWS)) + "]{3,}")
_HAN = re.compile("[\u3000-\u30ff\u3400-\u9fff\uff01-\uff5e\U0001f000-\U0001faff]")


def mended(text: str) -> str:
    """The text as it was before; unchanged where it is no such text, or where anything does not fit."""
    if text.isascii():
        return text
    try:
        whole = text.translate(_WINDOWS).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text
    return whole if _HAN.search(whole) else text


def is_mojibake(sample: str) -> bool:
    """Whether all the foreign letters of a text are Chinese in disguise, and none is Chinese already."""
    runs = _RUN.findall(sample)
    return bool(runs) and not _HAN.search(sample) and all(mended(run) != run for run in runs[:200])
