#!/bin/sh
# Verifies a saved delivery with openssl: verify.sh SECRET ID TIMESTAMP SIGNATURES BODY-FILE
# SECRET is whsec_... (or, for Ed25519, the public key whpk_...); SIGNATURES is the header webhook-signature as it came.
# Says nothing of how old it is. Ends with 0 when one of the signatures is good.
set -eu
secret=$1 id=$2 timestamp=$3 signatures=$4 body=$5
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
{ printf '%s.%s.' "$id" "$timestamp"; cat "$body"; } > "$work/signed"

case $secret in
  whsec_*)
    key=$(printf %s "${secret#whsec_}" | base64 -d | od -An -v -tx1 | tr -d ' \n')
    expected=$(openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary "$work/signed" | base64 | tr -d '\n')
    for one in $signatures; do
      [ "$one" = "v1,$expected" ] && echo "genuine" && exit 0
    done ;;
  whpk_*)
    # The DER of an Ed25519 public key (RFC 8410) is twelve fixed bytes and the key.
    { printf '\060\052\060\005\006\003\053\145\160\003\041\000'; printf %s "${secret#whpk_}" | base64 -d; } > "$work/key.der"
    for one in $signatures; do
      case $one in v1a,*) ;; *) continue ;; esac
      printf %s "${one#v1a,}" | base64 -d > "$work/signature"
      openssl pkeyutl -verify -pubin -inkey "$work/key.der" -keyform DER -rawin -in "$work/signed" -sigfile "$work/signature" > "$work/said" 2>&1 \
        && echo "genuine" && exit 0
    done ;;
esac
echo "not genuine"
exit 1
