#!/usr/bin/env bash
# Create the virtual environment with the pinned dependencies and the project itself.
set -euo pipefail
python=${PYTHON:-python3}
venv=${VENV:-.venv}

say() { printf '%s\n' "$*" >&2; }

command -v "$python" >/dev/null || { say "需要 Python 3.11 或更新版本 / Python 3.11 or newer is needed."; exit 1; }
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  say "需要 Python 3.11 或更新版本，当前为 $("$python" -V) / Python 3.11 or newer is needed, this is $("$python" -V)."
  exit 1
}
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  say "缺少 Python 的 venv 模块，正在安装 / installing the missing venv module ..."
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && apt-get install -y -qq python3-venv >&2
  else
    say "请先安装：apt-get install python3-venv / please install it first: apt-get install python3-venv"
    exit 1
  fi
fi
[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
say "正在安装依赖，首次约需一两分钟 / installing dependencies, a minute or two the first time ..."
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/lock.txt
# The build hook fetches the charts library with npm, unless an earlier build has.
if ! command -v npm >/dev/null && [ ! -f src/liance/data/vendor/echarts/echarts.min.js ]; then
  say "缺少 npm，正在安装 / installing npm, which is missing ..."
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends npm >/dev/null
  else
    say "请先安装：apt-get install npm / please install it first: apt-get install npm"
    exit 1
  fi
fi
# The build backend is pinned in the lock too, so that nothing unpinned is fetched.
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
# Figures and PDF need a Chinese font: without one they would show boxes, so reports refuse to be made.
if ! "$venv/bin/python" -c 'from liance.workbench.fonts import chinese_fonts; chinese_fonts()' 2>/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "缺少中文字体，正在安装 / installing a Chinese font, which reports need ..."
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends fonts-noto-cjk >/dev/null
  else
    say "没有中文字体，docx 与 pdf 报告将无法生成；请安装：apt-get install fonts-noto-cjk（或用 LIANCE_FONTS 指明字体文件夹） /"
    say "there is no Chinese font, so docx and pdf reports cannot be made: apt-get install fonts-noto-cjk (or name a folder in LIANCE_FONTS)"
  fi
fi
touch "$venv/.ready"
