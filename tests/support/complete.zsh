# What zsh offers for a line: complete.zsh SCRIPT LINE FOLDER prints one word a line. A terminal is needed to complete on, so an
# interactive zsh is given one; it notes what it would offer in a file, instead of showing it.
zmodload zsh/zpty
offered=$(mktemp)
zpty shell zsh -f -i
for line in \
  "PROMPT= RPROMPT=; unsetopt zle_bracketed_paste; cd ${(q)3}; autoload -Uz compinit; compinit -u -D; source ${(q)1}" \
  "compadd() { if [[ \" \$* \" == *\ -[OAD]\ * ]]; then builtin compadd \"\$@\"; else local -a words; builtin compadd -A words \"\$@\"; print -l -- \$words >> ${(q)offered}; builtin compadd \"\$@\"; fi }" \
  'done-now() { print -- end-of-list >> '"${(q)offered}"' }; zle -N done-now; bindkey "^X" done-now; print ready''-now'; do
  zpty -w shell "$line"
done
zpty -r -m shell output '*ready-now*'
zpty -w -n shell "$2"$'\t\x18'
for ((tries = 0; tries < 400; tries++)); do
  grep -q '^end-of-list$' $offered && break
  sleep 0.05
done
zpty -d shell
grep -v '^end-of-list$' $offered
rm -f $offered
