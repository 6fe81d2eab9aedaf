# 10 Skip; the safety question cannot be skipped, "不确定" is offered instead.
# rules: CMP-2
C> 空调不制冷
C> 跳过
B> 不能跳过
B> 不确定
S> state.safety == 'empty' and step == 'safety'
C> 跳过
B> 会、不会，还是不确定
B> 1 会 2 不会 3 不确定
S> step == 'safety'
C> 不知道
S> safety == 'unsure' and step == 'when'
C> 跳过
B> 好，先不填时间
S> state.when == 'declined'
C> 过
C> 下一题
C> 跳过吧
C> skip
C> 跳过
B> 请发故障照片或视频（最多9个）
S> step == 'evidence'
C> 跳过
B> 里程：未填
B> 时间：未填
S> step == 'summary' and asked.count('when') == 1 and cases == 0
