#!/usr/bin/env bash
# System programs that some tests use for real. Each is installed where that is allowed; where it is not,
# this says which and how, and stops: a test that cannot run is not passed over in silence.
set -euo pipefail
needed=()
command -v soffice >/dev/null || needed+=(libreoffice-writer-nogui)
command -v chromium >/dev/null || needed+=(chromium)
command -v pdftoppm >/dev/null || needed+=(poppler-utils)
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || needed+=(postgresql)
[ -d /usr/share/fonts/opentype/noto ] || needed+=(fonts-noto-cjk)
[ ${#needed[@]} -eq 0 ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "正在安装系统软件 / installing system packages: ${needed[*]}" >&2
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${needed[@]}" >/dev/null
else
  echo "请先安装 / please install first: apt-get install ${needed[*]}" >&2
  exit 1
fi
