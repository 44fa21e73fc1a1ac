#!/bin/bash
# Double-click on macOS (or Linux): opens Shuke, and says what is missing.
cd "$(dirname "$0")" || exit 1

wait_and_end() {
    echo
    read -r -p "按回车键关闭 "
    exit 1
}

python=""
for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python="$candidate"
        break
    fi
done

if [ ! -f run.py ]; then
    echo "找不到 run.py。请把下载的压缩包整个解开，不要把这个文件单独拿出来。"
    wait_and_end
fi
if [ -z "$python" ]; then
    echo "熟客需要 Python 3.11 或更新的版本，这台电脑上没有。"
    echo "请到 python.org 下载，装好后再双击这个文件。"
    wait_and_end
fi
if ! "$python" run.py "$@"; then
    echo
    echo "熟客没有正常打开，原因写在上面。你的数据没有动。"
    wait_and_end
fi
