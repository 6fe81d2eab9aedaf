# 13 What he says meanwhile keeps no draft alive; who is driving is not asked for anything.
# rules: CMP-2
C> 我在开车，晚点说
B> 先不打扰您
S> not draft and cases == 0
C> 空调不制冷
C> 晚点说
B> 7天内回复“继续”
T> +P1D
C> 几点下班
C> 继续
B> 接着昨天的登记
S> step == 'safety'
C> 晚点说
T> +P6D
C> 谢谢
T> +P1DT1M
S> not draft
