# New words while a draft rests: go on or begin anew? What he said is not asked again.
# rules: CMP-2
C> 空调不制冷
C> 不会
C> [photo a.jpg]
C> 晚点说
C> 变速箱顿挫
B> 没填完的登记（空调不制冷）
B> 1 接着填 2 重新开始
S> conversation == 'idle' and shown.phenomenon == '空调不制冷'
C> 2
B> 影响行车安全吗
S> shown.phenomenon == '变速箱顿挫' and draft_files == 0 and step == 'safety'
C> 晚点再说
C> 投诉
B> 没填完的登记（变速箱顿挫）
C> [press 接着填]
B> 接着今天的登记：变速箱顿挫
S> step == 'safety'
C> 晚点说
C> 还有昨天在绕城高速也顿挫
C> 接着填
S> where == '绕城高速' and shown.when == '3月11日（周二）' and step == 'safety'
